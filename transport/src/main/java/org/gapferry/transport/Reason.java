package org.gapferry.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
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
     * The reason in an answer whose body was not read: one line without control characters, at most 200 characters;
     * empty for a page in HTML, for bytes, and where the body cannot be read.
     *
     * @param secret what was sent as credentials, which is cut out should the upstream repeat it
     */
    static String of(Response response, String secret) {
        try {
            byte[] bytes = response.body().byteStream().readNBytes(MOST_BYTES);
            return of(String.valueOf(response.header("Content-Type")), bytes, secret);
        } catch (IOException e) {
            return "";
        }
    }

    /** The same for a body that was read. */
    static String of(String contentType, byte[] bytes, String secret) {
        String type = contentType.toLowerCase(Locale.ROOT);
        if (!type.contains("json") && !type.startsWith("text/plain")) {
            return "";
        }
        byte[] first = Arrays.copyOf(bytes, Math.min(bytes.length, MOST_BYTES));
        String text = type.contains("json") ? ofJson(first) : new String(first, StandardCharsets.UTF_8);
        if (text.startsWith("<")) {
            return "";
        }
        for (String word : secrets(secret)) {
            text = text.replace(word, "***");
        }
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s\uFFFD]+", " ").strip();
        int end = line.offsetByCodePoints(0, Math.min(MOST_CHARACTERS, line.codePointCount(0, line.length())));
        return line.substring(0, end) + (end < line.length() ? "..." : "");
    }

    /** What may not be told of a value of Authorization: its words, and the password of Basic. */
    private static List<String> secrets(String authorization) {
        List<String> secrets = new ArrayList<>(List.of(authorization.split(" ", -1)));
        if (authorization.startsWith("Basic ")) {
            try {
                String pair = new String(Base64.getDecoder().decode(secrets.get(1)), StandardCharsets.UTF_8);
                secrets.add(pair.substring(pair.indexOf(':') + 1));
            } catch (IllegalArgumentException e) {
                // then it is none that a server could read
            }
        }
        secrets.removeIf(word -> word.length() < 4 || word.equals("Basic") || word.equals("Bearer"));
        return secrets;
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
