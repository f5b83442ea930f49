package org.gapferry.mirror.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.gapferry.bundle.inventory.ByteSource;

/** What a generation holds, for people: counted and searched by one walk over the catalog, of which nothing is kept. */
public final class StoreStatistics {
    private static final String ARTIFACT = "{\"artifact\":\"pkg:";
    private static final String END = "\"";

    private final ByteSource catalog;

    StoreStatistics(ByteSource catalog) {
        this.catalog = catalog;
    }

    /** How many packages and versions of one type there are. */
    public record Count(long packages, long versions) {}

    /** By type, such as {@code npm}. */
    public Map<String, Count> counts() throws IOException {
        Map<String, Count> counts = new TreeMap<>();
        String before = "";
        try (BufferedReader lines = lines()) {
            for (String line = artifact(lines); !line.isEmpty(); line = artifact(lines)) {
                String coordinates = coordinates(line);
                String type = coordinates.substring(0, coordinates.indexOf('/'));
                String name = coordinates.substring(0, coordinates.lastIndexOf('@'));
                boolean fresh = !name.equals(before);
                before = name;
                counts.merge(
                        type,
                        new Count(1, 1),
                        (sum, one) -> new Count(sum.packages() + (fresh ? 1 : 0), sum.versions() + 1));
            }
        }
        return counts;
    }

    /**
     * Versions whose coordinates contain a text, whatever its case, in the catalog's order.
     *
     * @param most how many at the most
     */
    public List<String> search(String text, int most) throws IOException {
        String wanted = text.toLowerCase(Locale.ROOT);
        List<String> found = new ArrayList<>();
        try (BufferedReader lines = lines()) {
            for (String line = artifact(lines); !line.isEmpty() && found.size() < most; line = artifact(lines)) {
                String coordinates = coordinates(line);
                if (coordinates.toLowerCase(Locale.ROOT).contains(wanted)) {
                    found.add("pkg:" + coordinates);
                }
            }
        }
        return found;
    }

    /** The next line of an artifact; empty behind the last one. Lines are sorted, and artifacts stand first. */
    private static String artifact(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        return line != null && line.startsWith(ARTIFACT) ? line : "";
    }

    private static String coordinates(String line) {
        return line.substring(ARTIFACT.length(), line.indexOf(END, ARTIFACT.length()));
    }

    private BufferedReader lines() throws IOException {
        return new BufferedReader(new InputStreamReader(catalog.open(), StandardCharsets.UTF_8), 1 << 16);
    }
}
