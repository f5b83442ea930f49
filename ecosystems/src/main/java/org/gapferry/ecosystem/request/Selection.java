package org.gapferry.ecosystem.request;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.document.Node;
import org.gapferry.document.Problems;
import org.gapferry.manifest.ManifestProblem;

/**
 * Which versions of those that fit a requirement are carried, beside those that clients would pick.
 *
 * @param newest how many of the newest; 0 for none
 */
public record Selection(int newest) {
    /** What clients would pick, and nothing more. */
    public static final Selection PICKED = new Selection(0);

    public static final Selection ALL = new Selection(Integer.MAX_VALUE);

    private static final Pattern LAST = Pattern.compile("last\\s+([1-9][0-9]{0,4})");

    /** Reads {@code all} or {@code last 3}. */
    public static Selection read(Node node, Problems problems) {
        if (node instanceof Node.Text text) {
            Matcher last = LAST.matcher(text.value().strip());
            if (text.value().strip().equals("all")) {
                return ALL;
            } else if (last.matches()) {
                return new Selection(Integer.parseInt(last.group(1)));
            }
        }
        problems.add(
                ManifestProblem.WRONG_VALUE,
                node.place(),
                "`select` is `all` or `last N`",
                "write: {package: \"express@^4\", select: \"last 3\"}");
        return PICKED;
    }

    /** The versions that are selected. */
    public <T> List<T> of(List<T> fittingNewestFirst) {
        return fittingNewestFirst.subList(0, Math.min(newest, fittingNewestFirst.size()));
    }
}
