package org.gapferry.bundle;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one strict reader of JSON that was authenticated (F2.5): bounded in depth, no duplicate keys, nothing after the
 * value.
 */
public final class Json {
    private static final int MAX_DEPTH = 32;
    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(20)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** Why a text is not JSON as F2.5 asks for it. */
    public static final class Malformed extends Exception {
        private final boolean limit;

        public Malformed(String message) {
            this(message, false);
        }

        private Malformed(String message, boolean limit) {
            super(message);
            this.limit = limit;
        }

        /** True if it exceeds a limit of F2.4 or F4.9. */
        public boolean limit() {
            return limit;
        }
    }

    /** Reads a file that is one JSON object, which may be ended by a newline. */
    public static JsonNode document(byte[] bytes) throws Malformed {
        boolean ended = bytes.length > 0 && bytes[bytes.length - 1] == '\n';
        return object(bytes, 0, ended ? bytes.length - 1 : bytes.length);
    }

    /**
     * Reads one JSON object.
     *
     * @throws Malformed with a reason for people
     */
    public static JsonNode object(byte[] bytes, int offset, int length) throws Malformed {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("not UTF-8");
        }
        if (!text.startsWith("{") || !text.endsWith("}")) {
            throw new Malformed("does not begin with `{` and end with `}`");
        }
        try {
            return STRICT.readTree(text);
        } catch (StreamConstraintsException e) {
            throw new Malformed(e.getOriginalMessage().lines().findFirst().orElse(""), true);
        } catch (JacksonException e) {
            throw new Malformed("not strict JSON: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    /** The text under a key. */
    public static String text(JsonNode object, String key) throws Malformed {
        JsonNode value = object.get(key);
        if (value == null || !value.isString()) {
            throw new Malformed("`" + key + "` is not a string");
        }
        return value.stringValue();
    }

    /** The integer under a key, from {@code min} to 2^53 - 1. */
    public static long integer(JsonNode object, String key, long min) throws Malformed {
        JsonNode value = object.get(key);
        if (value == null || !value.isIntegralNumber()) {
            throw new Malformed("`" + key + "` is not an integer");
        }
        if (!value.canConvertToLong()) {
            throw new Malformed(
                    "`" + key + "` is out of range", value.bigIntegerValue().signum() > 0);
        }
        long number = value.longValue();
        if (number < min || number > Blob.MAX_SIZE) {
            throw new Malformed("`" + key + "` is out of range: " + number, number > Blob.MAX_SIZE);
        }
        return number;
    }

    /** The SHA-256 under a key. */
    public static Digest digest(JsonNode object, String key) throws Malformed {
        String text = text(object, key);
        if (!Digest.isHex(text)) {
            throw new Malformed("`" + key + "` is not 64 lower-case hex digits");
        }
        return new Digest(text);
    }

    /** Appends a JSON string in the form of F4.3: escapes only for {@code "}, {@code \} and characters below U+0020. */
    public static void quote(StringBuilder out, String text) {
        escape(out.append('"'), text);
        out.append('"');
    }

    /** Appends what stands between the quotes of a JSON string. */
    public static void escape(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
    }
}
