package org.gapferry.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import okhttp3.Response;
import org.gapferry.bundle.Json;
import tools.jackson.databind.JsonNode;

/** What an upstream says in the body of a refusal, short enough for a message. */
final class Reason {
    private static final int MOST_BYTES = 16 << 10;
    private static final int MOST_CHARACTERS = 200;
    /** Where registries put the sentence for people, and RFC 9457 does. */
    private static final List<String> KEYS =
            List.of("message", "error", "detail", "reason", "errors", "title", "summary");

    private Reason() {}

    /**
     * The reason in an answer whose body was not read: one line without control characters, at most 200 characters; empty for a page
     * in HTML, for bytes, and where the body cannot be read.
     *
     * @param secret what was sent as credentials, which is cut out should the upstream repeat it
     */
    static String of(Response response, String secret) {
        String type = String.valueOf(response.header("Content-Type")).toLowerCase(Locale.ROOT);
        if (!type.contains("json") && !type.startsWith("text/plain")) {
            return "";
        }
        try {
            byte[] bytes = response.body().byteStream().readNBytes(MOST_BYTES);
            return of(type, bytes, secret);
        } catch (IOException e) {
            return "";
        }
    }

    static String of(String type, byte[] bytes, String secret) {
        String text = type.contains("json") ? ofJson(bytes) : new String(bytes, StandardCharsets.UTF_8);
        if (text.startsWith("<")) {
            return "";
        }
        for (String word : secret.split(" ", -1)) {
            if (word.length() > 3) {
                text = text.replace(word, "***");
            }
        }
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s\uFFFD]+", " ").strip();
        int end = line.offsetByCodePoints(0, Math.min(MOST_CHARACTERS, line.codePointCount(0, line.length())));
        return line.substring(0, end) + (end < line.length() ? "..." : "");
    }

    private static String ofJson(byte[] bytes) {
        try {
            byte[] document = bytes.length > 0 && bytes[0] == '{' ? bytes : Arrays.copyOf(bytes, 0);
            return found(Json.document(document)).orElse("");
        } catch (Json.Malformed e) {
            return "";
        }
    }

    private static Optional<String> found(JsonNode node) {
        if (node.isString()) {
            return Optional.of(node.stringValue());
        } else if (node.isArray()) {
            return node.isEmpty() ? Optional.empty() : found(node.get(0));
        }
        return KEYS.stream()
                .map(node::get)
                .filter(value -> value != null)
                .flatMap(value -> found(value).stream())
                .filter(text -> !text.isBlank())
                .findFirst();
    }
}
