package org.gapferry.ecosystem.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an Accept header prefers (RFC 9110, 12.5.1). What is no media range in it is passed over. */
final class AcceptedTypes {
    private final List<Range> ranges = new ArrayList<>();

    private static final Range NOTHING = new Range("*", "*", List.of(), 0);

    private record Range(String type, String subtype, List<String> parameters, double quality) {
        /** 0 for everything, 1 for a type, 2 for a subtype, more with each parameter. */
        int specific() {
            return type.equals("*") ? 0 : subtype.equals("*") ? 1 : 2 + parameters.size();
        }

        boolean covers(Range other) {
            return (type.equals("*") || type.equals(other.type))
                    && (subtype.equals("*") || subtype.equals(other.subtype))
                    && other.parameters.containsAll(parameters);
        }
    }

    AcceptedTypes(String header) {
        for (String element : header.split(",", -1)) {
            parse(element).ifPresent(ranges::add);
        }
    }

    private static Optional<Range> parse(String element) {
        String[] parts = element.toLowerCase(Locale.ROOT).split(";", -1);
        String[] names = parts[0].strip().split("/", -1);
        if (names.length != 2 || names[0].isBlank() || names[1].isBlank()) {
            return Optional.empty();
        }
        List<String> parameters = new ArrayList<>();
        double quality = 1;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].replaceAll("\\s*=\\s*", "=").strip();
            if (parameter.startsWith("q=")) {
                quality = quality(parameter.substring(2));
                break;
            } else if (!parameter.isEmpty()) {
                parameters.add(parameter.replace("\"", ""));
            }
        }
        return Optional.of(new Range(names[0].strip(), names[1].strip(), parameters, quality));
    }

    private static double quality(String text) {
        return text.matches("0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?") ? Double.parseDouble(text) : 0;
    }

    /**
     * The type that is wanted most; of several alike one that is named, else the first.
     *
     * @param offered at least one; the first is what a client gets that says nothing
     * @return empty if none is acceptable
     */
    Optional<String> preferred(List<String> offered) {
        if (ranges.isEmpty()) {
            return Optional.of(offered.get(0));
        }
        String best = "";
        Range highest = NOTHING;
        for (String type : offered) {
            Range range = parse(type).map(this::covering).orElse(NOTHING);
            boolean named = range.quality() == highest.quality() && range.specific() > highest.specific();
            if (range.quality() > highest.quality() || named && range.quality() > 0) {
                best = type;
                highest = range;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /** The most specific range that covers it. */
    private Range covering(Range type) {
        Range covering = NOTHING;
        for (Range range : ranges) {
            boolean first = covering.equals(NOTHING);
            if (range.covers(type) && (first || range.specific() > covering.specific())) {
                covering = range;
            }
        }
        return covering;
    }
}
