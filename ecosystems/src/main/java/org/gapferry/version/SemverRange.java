package org.gapferry.version;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A range of versions as npm reads it: alternatives, each a list of comparators that must all hold (node-semver 7,
 * documented in its README under "Ranges"). Ranges longer than 256 characters are refused, so that no expression runs
 * long.
 */
public final class SemverRange {
    /** How a range is read and applied. */
    public enum Mode {
        STRICT(false, false),
        LOOSE(true, false),
        /** Strict, and prereleases count like releases: for {@code engines}. */
        ENGINES(false, true);

        private final boolean loose;
        private final boolean prereleases;

        Mode(boolean loose, boolean prereleases) {
            this.loose = loose;
            this.prereleases = prereleases;
        }
    }

    private static final String OPERATOR = "((?:<|>)?=?)";
    private static final Pattern BUILD = Pattern.compile(Semver.BUILD);
    private static final Pattern STAR = Pattern.compile("(<|>)?=?\\s*\\*");
    private static final Pattern AT_LEAST_ZERO = Pattern.compile("\\s*>=\\s*0\\.0\\.0\\s*");
    private static final Pattern AT_LEAST_ZERO_PRERELEASE = Pattern.compile("\\s*>=\\s*0\\.0\\.0-0\\s*");
    private static final Pattern TILDE_BLANKS = Pattern.compile("(\\s*)~>?\\s+");
    private static final Pattern CARET_BLANKS = Pattern.compile("(\\s*)\\^\\s+");
    private static final Grammar STRICT = new Grammar(Semver.NUMERIC, Semver.PRERELEASE, Semver.FULL_PLAIN);
    private static final Grammar LOOSE = new Grammar("\\d+", Semver.PRERELEASE_LOOSE, Semver.LOOSE_PLAIN);

    /** The expressions of a mode; groups of a partial version: major, minor, patch, prerelease, build. */
    private static final class Grammar {
        private final Pattern hyphen;
        private final Pattern operatorBlanks;
        private final Pattern caret;
        private final Pattern tilde;
        private final Pattern partial;
        private final Pattern comparator;

        Grammar(String numeric, String prerelease, String full) {
            String part = "(" + numeric + "|x|X|\\*)";
            String plain = "[v=\\s]*" + part + "(?:\\." + part + "(?:\\." + part + "(?:" + prerelease + ")?"
                    + Semver.BUILD + "?)?)?";
            hyphen = Pattern.compile("\\s*(" + plain + ")\\s+-\\s+(" + plain + ")\\s*");
            operatorBlanks = Pattern.compile("(\\s*)" + OPERATOR + "\\s*(" + Semver.LOOSE_PLAIN + "|" + plain + ")");
            caret = Pattern.compile("\\^" + plain);
            tilde = Pattern.compile("~>?" + plain);
            partial = Pattern.compile(OPERATOR + "\\s*" + plain);
            comparator = Pattern.compile(OPERATOR + "\\s*(" + full + ")|");
        }
    }

    /** One condition; without a version everything fulfils it. */
    private record Condition(String operator, @Nullable Semver version) {
        String text() {
            return version == null ? "" : operator + version;
        }

        boolean isNullSet() {
            return text().equals("<0.0.0-0");
        }

        boolean test(Semver candidate) {
            if (version == null) {
                return true;
            }
            int order = candidate.compareTo(version);
            return switch (operator) {
                case "" -> order == 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }
    }

    private final List<List<Condition>> alternatives;
    private final Mode mode;

    private SemverRange(List<List<Condition>> alternatives, Mode mode) {
        this.alternatives = alternatives;
        this.mode = mode;
    }

    private static final class Invalid extends Exception {
        Invalid() {
            super("invalid range");
        }
    }

    /** The range a text means, if it is one. */
    public static Optional<SemverRange> parse(String text, Mode mode) {
        if (text.length() > Semver.MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            List<List<Condition>> alternatives = new ArrayList<>();
            for (String part : text.strip().replaceAll("\\s+", " ").split("\\|\\|", -1)) {
                List<Condition> comparators = conditions(part.strip(), mode);
                if (!comparators.isEmpty()) {
                    alternatives.add(comparators);
                }
            }
            if (alternatives.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new SemverRange(simplified(alternatives), mode));
        } catch (Invalid e) {
            return Optional.empty();
        }
    }

    private static List<List<Condition>> simplified(List<List<Condition>> alternatives) {
        if (alternatives.size() == 1) {
            return alternatives;
        }
        List<List<Condition>> possible = alternatives.stream()
                .filter(comparators -> !comparators.get(0).isNullSet())
                .toList();
        if (possible.isEmpty()) {
            return List.of(alternatives.get(0));
        }
        for (List<Condition> comparators : possible) {
            if (comparators.size() == 1 && comparators.get(0).text().isEmpty()) {
                return List.of(comparators);
            }
        }
        return possible;
    }

    private static List<Condition> conditions(String text, Mode mode) throws Invalid {
        Grammar grammar = mode.loose ? LOOSE : STRICT;
        String range = BUILD.matcher(text).replaceAll("");
        Matcher hyphen = grammar.hyphen.matcher(range);
        if (hyphen.matches()) {
            range = hyphenated(hyphen, mode);
        }
        range = grammar.operatorBlanks.matcher(range).replaceAll("$1$2$3");
        range = TILDE_BLANKS.matcher(range).replaceAll("$1~");
        range = CARET_BLANKS.matcher(range).replaceAll("$1^");
        StringBuilder expanded = new StringBuilder();
        for (String word : range.split(" ", -1)) {
            expanded.append(' ').append(expanded(word, grammar, mode));
        }
        Map<String, Condition> comparators = new LinkedHashMap<>();
        for (String word : expanded.substring(1).split("\\s+", -1)) {
            Pattern anything = mode.prereleases ? AT_LEAST_ZERO_PRERELEASE : AT_LEAST_ZERO;
            String simplified = anything.matcher(word).matches() ? "" : word;
            Matcher matcher = grammar.comparator.matcher(simplified);
            if (!matcher.matches()) {
                if (mode.loose) {
                    continue;
                }
                throw new Invalid();
            }
            Condition comparator = comparator(matcher, mode);
            if (comparator.isNullSet()) {
                return List.of(comparator);
            }
            comparators.put(comparator.text(), comparator);
        }
        if (comparators.size() > 1) {
            comparators.remove("");
        }
        return List.copyOf(comparators.values());
    }

    private static Condition comparator(Matcher matcher, Mode mode) throws Invalid {
        String version = matcher.group(2);
        if (version == null) {
            return new Condition("", null);
        }
        String operator = matcher.group(1).equals("=") ? "" : matcher.group(1);
        return new Condition(operator, Semver.parse(version, mode.loose).orElseThrow(Invalid::new));
    }

    private static String expanded(String word, Grammar grammar, Mode mode) {
        String text = BUILD.matcher(word).replaceAll("");
        text = eachWord(text, w -> caret(w, grammar, mode));
        text = eachWord(text, w -> tilde(w, grammar));
        text = eachWord(text, w -> partial(w, grammar, mode));
        return STAR.matcher(text.strip()).replaceFirst("");
    }

    private static String eachWord(String text, UnaryOperator<String> replace) {
        return Arrays.stream(text.strip().split("\\s+", -1)).map(replace).collect(Collectors.joining(" "));
    }

    private static boolean isAny(@Nullable String part) {
        return part == null || part.isEmpty() || part.equalsIgnoreCase("x") || part.equals("*");
    }

    private static String next(String number) {
        return new BigInteger(number).add(BigInteger.ONE).toString();
    }

    private static String caret(String word, Grammar grammar, Mode mode) {
        Matcher matcher = grammar.caret.matcher(word);
        if (!matcher.matches()) {
            return word;
        }
        String major = matcher.group(1);
        String minor = matcher.group(2);
        String patch = matcher.group(3);
        String prerelease = matcher.group(4);
        String lowest = mode.prereleases ? "-0" : "";
        if (isAny(major)) {
            return "";
        } else if (isAny(minor)) {
            return ">=" + major + ".0.0" + lowest + " <" + next(major) + ".0.0-0";
        }
        boolean unstable = major.equals("0");
        String upper = unstable ? major + "." + next(minor) + ".0-0" : next(major) + ".0.0-0";
        if (isAny(patch)) {
            return ">=" + major + "." + minor + ".0" + lowest + " <" + upper;
        }
        if (unstable && minor.equals("0")) {
            upper = major + "." + minor + "." + next(patch) + "-0";
        }
        String suffix = prerelease != null ? "-" + prerelease : unstable ? lowest : "";
        return ">=" + major + "." + minor + "." + patch + suffix + " <" + upper;
    }

    private static String tilde(String word, Grammar grammar) {
        Matcher matcher = grammar.tilde.matcher(word);
        if (!matcher.matches()) {
            return word;
        }
        String major = matcher.group(1);
        String minor = matcher.group(2);
        String patch = matcher.group(3);
        if (isAny(major)) {
            return "";
        } else if (isAny(minor)) {
            return ">=" + major + ".0.0 <" + next(major) + ".0.0-0";
        }
        String suffix = isAny(patch) ? "0" : patch + (matcher.group(4) == null ? "" : "-" + matcher.group(4));
        return ">=" + major + "." + minor + "." + suffix + " <" + major + "." + next(minor) + ".0-0";
    }

    private static String partial(String word, Grammar grammar, Mode mode) {
        Matcher matcher = grammar.partial.matcher(word.strip());
        if (!matcher.matches()) {
            return word;
        }
        String operator = matcher.group(1);
        String major = matcher.group(2);
        String minor = matcher.group(3);
        String patch = matcher.group(4);
        boolean disordered = isAny(major) && !isAny(minor) || isAny(minor) && patch != null && !isAny(patch);
        if (disordered || !isAny(patch)) {
            return word;
        }
        boolean anyMinor = isAny(major) || isAny(minor);
        String lowest = mode.prereleases ? "-0" : "";
        if (isAny(major)) {
            return operator.equals(">") || operator.equals("<") ? "<0.0.0-0" : "*";
        }
        String fixedMinor = anyMinor ? "0" : minor;
        return switch (operator) {
            case ">" ->
                anyMinor ? ">=" + next(major) + ".0.0" + lowest : ">=" + major + "." + next(fixedMinor) + ".0" + lowest;
            case "<=" -> anyMinor ? "<" + next(major) + ".0.0-0" : "<" + major + "." + next(fixedMinor) + ".0-0";
            case "<" -> "<" + major + "." + fixedMinor + ".0-0";
            case ">=" -> ">=" + major + "." + fixedMinor + ".0" + lowest;
            default ->
                anyMinor
                        ? ">=" + major + ".0.0" + lowest + " <" + next(major) + ".0.0-0"
                        : ">=" + major + "." + fixedMinor + ".0" + lowest + " <" + major + "." + next(fixedMinor)
                                + ".0-0";
        };
    }

    /** Groups: 1 the lower text and 2-6 its parts, 7 the upper text and 8-12 its parts. */
    private static String hyphenated(Matcher matcher, Mode mode) {
        String lowest = mode.prereleases ? "-0" : "";
        String from;
        if (isAny(matcher.group(2))) {
            from = "";
        } else if (isAny(matcher.group(3))) {
            from = ">=" + matcher.group(2) + ".0.0" + lowest;
        } else if (isAny(matcher.group(4))) {
            from = ">=" + matcher.group(2) + "." + matcher.group(3) + ".0" + lowest;
        } else {
            from = ">=" + matcher.group(1) + (matcher.group(5) == null ? lowest : "");
        }
        String to;
        if (isAny(matcher.group(8))) {
            to = "";
        } else if (isAny(matcher.group(9))) {
            to = "<" + next(matcher.group(8)) + ".0.0-0";
        } else if (isAny(matcher.group(10))) {
            to = "<" + matcher.group(8) + "." + next(matcher.group(9)) + ".0-0";
        } else if (matcher.group(11) == null && mode.prereleases) {
            to = "<" + matcher.group(8) + "." + matcher.group(9) + "." + next(matcher.group(10)) + "-0";
        } else {
            to = "<=" + matcher.group(7);
        }
        return (from + " " + to).strip();
    }

    /** False for texts that are no versions. */
    public boolean isSatisfiedBy(String version) {
        return Semver.parse(version, mode.loose).filter(this::isSatisfiedBy).isPresent();
    }

    public boolean isSatisfiedBy(Semver version) {
        return alternatives.stream().anyMatch(comparators -> holds(comparators, version));
    }

    private boolean holds(List<Condition> comparators, Semver version) {
        for (Condition comparator : comparators) {
            if (!comparator.test(version)) {
                return false;
            }
        }
        if (!version.isPrerelease() || mode.prereleases) {
            return true;
        }
        for (Condition comparator : comparators) {
            Semver bound = comparator.version();
            if (bound != null && bound.isPrerelease() && bound.sameNumbers(version)) {
                return true;
            }
        }
        return false;
    }

    /** The highest of the versions that satisfy this range. */
    public Optional<String> highest(Collection<String> versions) {
        return versions.stream().filter(this::isSatisfiedBy).max(Comparator.comparing(version -> Semver.parse(
                        version, mode.loose)
                .orElseThrow()));
    }

    /** The normal form; the empty text for any version. */
    @Override
    public String toString() {
        return alternatives.stream()
                .map(comparators -> comparators.stream()
                        .map(Condition::text)
                        .collect(Collectors.joining(" "))
                        .strip())
                .collect(Collectors.joining("||"))
                .strip();
    }
}
