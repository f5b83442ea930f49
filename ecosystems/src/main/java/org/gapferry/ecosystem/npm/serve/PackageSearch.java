package org.gapferry.ecosystem.npm.serve;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.gapferry.bundle.Coordinates;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmPointers;
import org.gapferry.ecosystem.npm.model.PackageName;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.Cursor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A search among the names of what is held: each word of the text must be in a name. An exact name comes first, then
 * names that begin with the text, then the others, each by their text. A page has at most {@value #MAX_SIZE} packages,
 * and only those are read.
 *
 * @param words in lower case
 */
record PackageSearch(List<String> words, int from, int size) {
    private static final int MAX_SIZE = 250;
    private static final int MAX_FROM = 10_000;
    private static final int USUAL_SIZE = 20;

    PackageSearch {
        words = List.copyOf(words);
    }

    /**
     * Reads {@code text}, {@code from} and {@code size} of a query; numbers that are none, or too large, are limited.
     */
    static PackageSearch of(String rawQuery) {
        Map<String, String> values = new HashMap<>();
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                decoded(pair.substring(equals + 1))
                        .ifPresent(value -> values.putIfAbsent(pair.substring(0, equals), value));
            }
        }
        List<String> words = new ArrayList<>(List.of(
                values.getOrDefault("text", "").toLowerCase(Locale.ROOT).strip().split("\\s+", -1)));
        words.removeIf(String::isEmpty);
        return new PackageSearch(
                words,
                number(values.getOrDefault("from", ""), 0, MAX_FROM),
                number(values.getOrDefault("size", ""), USUAL_SIZE, MAX_SIZE));
    }

    private static Optional<String> decoded(String raw) {
        try {
            return Optional.of(URLDecoder.decode(raw, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int number(String text, int usual, int max) {
        return text.matches("[0-9]{1,9}") ? Math.min(Integer.parseInt(text), max) : usual;
    }

    /** What a manifest of a package says, of the version that is its latest. */
    @FunctionalInterface
    interface Latest {
        Optional<ObjectNode> of(Coordinates owner);
    }

    /** A package whose name fits; the lower the rank, the better. */
    private record Hit(int rank, Coordinates owner) {
        static final Comparator<Hit> ORDER =
                Comparator.comparingInt(Hit::rank).thenComparing(hit -> PackageName.of(hit.owner));
    }

    /** The answer in the registry's form. */
    ObjectNode answer(Catalog catalog, Latest latest) {
        TreeSet<Hit> best = new TreeSet<>(Hit.ORDER);
        int total = 0;
        Cursor<Coordinates> packages = catalog.packages(NpmPointers.TYPE);
        while (packages.hasNext()) {
            Coordinates owner = packages.next();
            int rank = rank(PackageName.of(owner).toLowerCase(Locale.ROOT));
            if (rank >= 0) {
                total++;
                best.add(new Hit(rank, owner));
                if (best.size() > from + size) {
                    best.pollLast();
                }
            }
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode objects = answer.putArray("objects");
        best.stream().skip(from).forEach(hit -> latest.of(hit.owner)
                .ifPresent(manifest -> entry(objects, hit, manifest, catalog)));
        return answer.put("total", total);
    }

    /** Negative for a name that does not fit. */
    private int rank(String name) {
        if (words.isEmpty() || !words.stream().allMatch(name::contains)) {
            return -1;
        }
        String text = String.join(" ", words);
        return name.equals(text) ? 0 : name.startsWith(text) ? 1 : 2;
    }

    private static void entry(ArrayNode objects, Hit hit, ObjectNode manifest, Catalog catalog) {
        ObjectNode entry = objects.addObject();
        ObjectNode found = entry.putObject("package");
        String version = NpmJson.text(manifest, "version");
        found.put("name", PackageName.of(hit.owner)).put("version", version);
        found.put("description", NpmJson.text(manifest, "description"));
        JsonNode keywords = manifest.path("keywords");
        found.set("keywords", keywords.isArray() ? keywords : JsonNodeFactory.instance.arrayNode());
        catalog.artifact(hit.owner.at(version))
                .filter(held -> !held.published().isEmpty())
                .ifPresent(held -> found.put("date", held.published()));
        ObjectNode links = found.putObject("links");
        String homepage = NpmJson.text(manifest, "homepage");
        if (!homepage.isEmpty()) {
            links.put("homepage", homepage);
        }
        JsonNode maintainers = manifest.path("maintainers");
        found.set("maintainers", maintainers.isArray() ? maintainers : JsonNodeFactory.instance.arrayNode());
        double score = 1.0 / (1 + hit.rank);
        entry.putObject("score")
                .put("final", score)
                .putObject("detail")
                .put("quality", score)
                .put("popularity", score)
                .put("maintenance", score);
        entry.put("searchScore", score);
    }
}
