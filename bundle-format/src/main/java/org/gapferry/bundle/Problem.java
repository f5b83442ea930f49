package org.gapferry.bundle;

import java.util.List;
import java.util.stream.Stream;

/**
 * Something that went wrong, said so that a person can act.
 *
 * @param where the file, URL, coordinate or place in a document
 * @param what one sentence without a full stop
 * @param hints what helps, each a sentence or a command that can be pasted
 */
public record Problem(ProblemCode code, String where, String what, List<String> hints) {
    private static final int LONGEST = 4_000;

    public Problem {
        where = printable(where);
        what = printable(what);
        hints = List.copyOf(hints);
    }

    /** The same problem with one more hint. */
    public Problem withHint(String hint) {
        return new Problem(
                code,
                where,
                what,
                Stream.concat(hints.stream(), Stream.of(hint)).toList());
    }

    /** {@code where: what}. */
    public String sentence() {
        return where.isEmpty() ? what : where + ": " + what;
    }

    /**
     * Control, format and surrogate characters of foreign names are shown as escapes, so that a message is one line and
     * reads as it is. Of a text that is longer than any message the end is left out, which the message says.
     */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> {
            int type = Character.getType(c);
            if (type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR) {
                out.append("\\u{").append(Integer.toHexString(c)).append('}');
            } else {
                out.appendCodePoint(c);
            }
        });
        int all = text.codePointCount(0, text.length());
        return all <= LONGEST ? out.toString() : out + "... (" + (all - LONGEST) + " more characters)";
    }
}
