package org.gapferry.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write and read them, in binary units. */
public final class Sizes {
    private static final Pattern SIZE =
            Pattern.compile("([0-9]{1,12})\\s*(B|KiB|MiB|GiB|TiB)?", Pattern.CASE_INSENSITIVE);
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Sizes() {}

    /**
     * Reads {@code 64KiB}, {@code 4GiB} or plain bytes.
     *
     * @throws org.gapferry.bundle.ProblemException USAGE
     */
    public static long parse(String option, String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (matcher.matches()) {
            int power = 0;
            for (int i = 0; i < UNITS.length; i++) {
                power = UNITS[i].equalsIgnoreCase(matcher.group(2)) ? i : power;
            }
            try {
                return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
            } catch (ArithmeticException e) {
                throw CliProblem.BAD_OPTION
                        .thrown(option, "`" + text + "` is too large")
                        .causedBy(e);
            }
        }
        throw CliProblem.BAD_OPTION.thrown(
                option, "invalid size `" + text + "`", "write: " + option + " 64KiB, 500MiB or 4GiB");
    }

    /** {@code 1.5 GiB}. */
    public static String text(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
