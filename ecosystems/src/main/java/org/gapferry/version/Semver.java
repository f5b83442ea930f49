package org.gapferry.version;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version as npm reads it (node-semver 7; the oracle is {@code npm-semver-pick-spec.json}).
 *
 * @param prerelease identifiers, empty for a release
 * @param build metadata, which does not count in comparisons
 */
public record Semver(long major, long minor, long patch, List<String> prerelease, String build)
        implements Comparable<Semver> {
    public static final int MAX_LENGTH = 256;
    private static final long MAX_SAFE = (1L << 53) - 1;
    /** Fewer than 2^53 has. */
    private static final int SAFE_DIGITS = 15;

    static final String NUMERIC = "(?:0|[1-9]\\d*)";
    static final String BUILD = "(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))";
    private static final String NON_NUMERIC = "\\d*[a-zA-Z-][a-zA-Z0-9-]*";
    static final String PRERELEASE =
            "(?:-((?:" + NON_NUMERIC + "|" + NUMERIC + ")(?:\\.(?:" + NON_NUMERIC + "|" + NUMERIC + "))*))";
    static final String PRERELEASE_LOOSE = "(?:-?((?:" + NON_NUMERIC + "|\\d+)(?:\\.(?:" + NON_NUMERIC + "|\\d+))*))";
    static final String FULL_PLAIN =
            "v?(" + NUMERIC + ")\\.(" + NUMERIC + ")\\.(" + NUMERIC + ")" + PRERELEASE + "?" + BUILD + "?";
    static final String LOOSE_PLAIN = "[v=\\s]*(\\d+)\\.(\\d+)\\.(\\d+)" + PRERELEASE_LOOSE + "?" + BUILD + "?";
    private static final Pattern FULL = Pattern.compile(FULL_PLAIN);
    private static final Pattern LOOSE = Pattern.compile(LOOSE_PLAIN);
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    public Semver {
        prerelease = List.copyOf(prerelease);
    }

    /** The version a text means, if it is one. */
    public static Optional<Semver> parse(String text, boolean loose) {
        Optional<Semver> release = release(text);
        if (release.isPresent()) {
            return release;
        }
        String trimmed = text.strip();
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher matcher = (loose ? LOOSE : FULL).matcher(trimmed);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long[] numbers = new long[3];
        for (int i = 0; i < 3; i++) {
            String digits = matcher.group(i + 1);
            if (digits.length() > 400 || new BigInteger(digits).bitLength() > 53) {
                return Optional.empty();
            }
            numbers[i] = Long.parseLong(digits);
        }
        String prerelease = matcher.group(4);
        String build = matcher.group(5);
        return Optional.of(new Semver(
                numbers[0],
                numbers[1],
                numbers[2],
                prerelease == null
                        ? List.of()
                        : List.of(prerelease.split("\\.", -1)).stream()
                                .map(Semver::number)
                                .toList(),
                build == null ? "" : build));
    }

    /** Three numbers and two dots, as most versions are; everything else is for the expressions. */
    private static Optional<Semver> release(String text) {
        long[] numbers = new long[3];
        int index = 0;
        int begin = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                int digits = i - begin;
                if (digits == 0 || digits > SAFE_DIGITS || digits > 1 && text.charAt(begin) == '0' || index == 3) {
                    return Optional.empty();
                }
                numbers[index++] = Long.parseLong(text, begin, i, 10);
                begin = i + 1;
            } else if (c < '0' || c > '9') {
                return Optional.empty();
            }
        }
        return index == 3
                ? Optional.of(new Semver(numbers[0], numbers[1], numbers[2], List.of(), ""))
                : Optional.empty();
    }

    /** Loose texts may have leading zeros, which do not survive in numbers that JavaScript can hold. */
    private static String number(String identifier) {
        if (DIGITS.matcher(identifier).matches()) {
            BigInteger value = new BigInteger(identifier);
            return value.compareTo(BigInteger.valueOf(MAX_SAFE)) < 0 ? value.toString() : identifier;
        }
        return identifier;
    }

    /** node-semver's {@code clean}: leading {@code =} and {@code v} do not count. */
    public static Optional<String> clean(String text, boolean loose) {
        return parse(text.strip().replaceFirst("^[=v]+", ""), loose).map(Semver::toString);
    }

    public boolean isPrerelease() {
        return !prerelease.isEmpty();
    }

    public boolean sameNumbers(Semver other) {
        return major == other.major && minor == other.minor && patch == other.patch;
    }

    /** By precedence; build metadata does not count. */
    @Override
    public int compareTo(Semver other) {
        int order = Long.compare(major, other.major);
        if (order == 0) {
            order = Long.compare(minor, other.minor);
        }
        if (order == 0) {
            order = Long.compare(patch, other.patch);
        }
        return order != 0 ? order : comparePrerelease(other);
    }

    /** By precedence, then by build metadata. */
    public int compareWithBuild(Semver other) {
        int order = compareTo(other);
        if (order != 0) {
            return order;
        }
        return compareIdentifiers(
                build.isEmpty() ? List.of() : List.of(build.split("\\.", -1)),
                other.build.isEmpty() ? List.of() : List.of(other.build.split("\\.", -1)));
    }

    private int comparePrerelease(Semver other) {
        if (isPrerelease() != other.isPrerelease()) {
            return isPrerelease() ? -1 : 1;
        }
        return compareIdentifiers(prerelease, other.prerelease);
    }

    private static int compareIdentifiers(List<String> a, List<String> b) {
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            if (i >= a.size() || i >= b.size()) {
                return Integer.compare(a.size(), b.size());
            }
            int order = compareIdentifier(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int compareIdentifier(String a, String b) {
        boolean aNumeric = DIGITS.matcher(a).matches();
        boolean bNumeric = DIGITS.matcher(b).matches();
        if (aNumeric && bNumeric) {
            return new BigInteger(a).compareTo(new BigInteger(b));
        } else if (aNumeric != bNumeric) {
            return aNumeric ? -1 : 1;
        }
        return Integer.signum(a.compareTo(b));
    }

    /** Without build metadata. */
    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (isPrerelease() ? "-" + String.join(".", prerelease) : "");
    }
}
