package org.gapferry.bundle.inventory;

import static org.gapferry.bundle.CanonicalLine.ascii;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.CanonicalLine;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.line.FieldType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Further digests of a file, an object with a member for each algorithm. */
final class DigestsType extends FieldType<Map<DigestAlgorithm, String>> {
    private static final byte[] COMMA = ascii(",");
    private static final byte[] END = ascii("}");
    private static final List<DigestAlgorithm> ALGORITHMS = DigestAlgorithm.byWord().stream()
            .filter(algorithm -> algorithm != DigestAlgorithm.SHA256)
            .toList();
    private static final List<byte[]> KEYS =
            ALGORITHMS.stream().map(one -> ascii("\"" + one.word() + "\":\"")).toList();

    DigestsType() {
        super("{");
    }

    @Override
    protected Map<DigestAlgorithm, String> canonical(CanonicalLine line) {
        Map<DigestAlgorithm, String> digests = new EnumMap<>(DigestAlgorithm.class);
        boolean more = true;
        for (int i = 0; i < KEYS.size() && more; i++) {
            if (line.takes(KEYS.get(i))) {
                digests.put(ALGORITHMS.get(i), line.text());
                more = line.takes(COMMA);
            }
        }
        if (more) {
            line.leave();
        }
        line.take(END);
        return digests;
    }

    @Override
    protected Map<DigestAlgorithm, String> strict(JsonNode object, String key) throws Malformed {
        JsonNode node = object.get(key);
        if (node == null || !node.isObject()) {
            throw new Malformed("`" + key + "` is not an object");
        }
        if (node.has(DigestAlgorithm.SHA256.word())) {
            throw new Malformed("`" + key + "` has a second SHA-256");
        }
        Map<DigestAlgorithm, String> digests = new EnumMap<>(DigestAlgorithm.class);
        for (DigestAlgorithm algorithm : ALGORITHMS) {
            if (node.has(algorithm.word())) {
                digests.put(algorithm, Json.text(node, algorithm.word()));
            }
        }
        return digests;
    }

    @Override
    protected void append(StringBuilder out, Map<DigestAlgorithm, String> value) {
        String separator = "\"";
        for (DigestAlgorithm algorithm : ALGORITHMS) {
            String digest = value.get(algorithm);
            if (digest != null) {
                out.append(separator)
                        .append(algorithm.word())
                        .append("\":\"")
                        .append(digest)
                        .append('"');
                separator = ",\"";
            }
        }
        out.append('}');
    }

    @Override
    protected ObjectNode shape() {
        ObjectNode shape = shape("digests");
        ObjectNode lengths = shape.putObject("hexDigits");
        for (DigestAlgorithm algorithm : ALGORITHMS) {
            if (algorithm.isOfBytes()) {
                lengths.put(algorithm.word(), algorithm.hexDigits());
            }
        }
        return shape;
    }
}
