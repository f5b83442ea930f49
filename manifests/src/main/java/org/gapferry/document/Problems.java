package org.gapferry.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.bundle.ProblemException;

/** Collects everything that is wrong with a document, so that it is told at once. */
public final class Problems {
    private final List<Problem> problems = new ArrayList<>();

    public void add(ProblemCode code, Place place, String what, String... hints) {
        problems.add(code.at(place.toString(), what, hints));
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Fails with all problems, if there are any. */
    public void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }

    /** Adds a problem about a word that is none of the known ones, with the one that was probably meant. */
    public void unknown(ProblemCode code, Node.Text word, String what, List<String> known) {
        String nearest = known.stream()
                .min(Comparator.comparingInt(candidate -> distance(candidate, word.value())))
                .filter(candidate -> distance(candidate, word.value()) <= Math.max(1, candidate.length() / 3))
                .orElse("");
        add(
                code,
                word.place(),
                what + " `" + word.value() + "`",
                nearest.isEmpty() ? "possible here: " + String.join(", ", known) : "did you mean `" + nearest + "`?");
    }

    /** The number of single changes that make one word the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
