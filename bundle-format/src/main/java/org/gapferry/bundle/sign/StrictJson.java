package org.gapferry.bundle.sign;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bounded reader of the two kinds of documents that are parsed before a signature was verified: envelopes and trust
 * files (F2.2). Yields {@code Map}, {@code List}, {@code String}, {@code Long} and {@code Boolean}; everything else of
 * JSON is refused: null, fractions, exponents, duplicate keys, depth above 8, anything after the value.
 */
final class StrictJson {
    /** The largest document in bytes (F2.4). */
    static final int MAX_BYTES = 65_536;

    private static final int MAX_DEPTH = 8;

    private final String text;
    private int at;

    /** Why the document is refused. */
    static final class Refused extends Exception {
        Refused(String message) {
            super(message);
        }
    }

    private StrictJson(String text) {
        this.text = text;
    }

    static Map<String, Object> object(byte[] bytes) throws Refused {
        if (bytes.length > MAX_BYTES) {
            throw new Refused("larger than " + MAX_BYTES + " bytes");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refused("not UTF-8");
        }
        StrictJson reader = new StrictJson(text);
        Map<String, Object> value = reader.readObject(1);
        reader.skipSpace();
        if (reader.at != text.length()) {
            throw reader.refused("something after the value");
        }
        return value;
    }

    private Object readValue(int depth) throws Refused {
        skipSpace();
        char c = peek();
        if (c == '{') {
            return readObject(depth);
        } else if (c == '[') {
            return readArray(depth);
        } else if (c == '"') {
            return readString();
        } else if (c == '-' || c >= '0' && c <= '9') {
            return readInteger();
        } else if (text.startsWith("true", at)) {
            at += 4;
            return true;
        } else if (text.startsWith("false", at)) {
            at += 5;
            return false;
        }
        throw refused("no value that is allowed here");
    }

    private Map<String, Object> readObject(int depth) throws Refused {
        checkDepth(depth);
        Map<String, Object> object = new LinkedHashMap<>();
        expect('{');
        skipSpace();
        if (peek() == '}') {
            at++;
            return object;
        }
        do {
            skipSpace();
            String key = readString();
            expect(':');
            if (object.put(key, readValue(depth + 1)) != null) {
                throw refused("the key `" + key + "` is a duplicate key");
            }
            skipSpace();
        } while (more('}'));
        return object;
    }

    private List<Object> readArray(int depth) throws Refused {
        checkDepth(depth);
        List<Object> array = new ArrayList<>();
        expect('[');
        skipSpace();
        if (peek() == ']') {
            at++;
            return array;
        }
        do {
            array.add(readValue(depth + 1));
            skipSpace();
        } while (more(']'));
        return array;
    }

    private boolean more(char end) throws Refused {
        char c = peek();
        at++;
        if (c != ',' && c != end) {
            throw refused("`,` or `" + end + "` expected");
        }
        return c == ',';
    }

    private String readString() throws Refused {
        if (peek() != '"') {
            throw refused("a string expected");
        }
        at++;
        StringBuilder out = new StringBuilder();
        while (true) {
            char c = peek();
            at++;
            if (c == '"') {
                return out.toString();
            } else if (c < 0x20) {
                throw refused("a control character in a string");
            } else if (c != '\\') {
                out.append(c);
            } else {
                out.append(readEscape());
            }
        }
    }

    private char readEscape() throws Refused {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                if (at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9A-Fa-f]{4}")) {
                    throw refused("a broken escape");
                }
                char escaped = (char) Integer.parseInt(text, at, at + 4, 16);
                if (Character.isSurrogate(escaped)) {
                    throw refused("an escaped surrogate");
                }
                at += 4;
                yield escaped;
            }
            default -> throw refused("an unknown escape");
        };
    }

    private Long readInteger() throws Refused {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        String number = text.substring(start, at);
        if (!number.matches("-?(0|[1-9][0-9]{0,15})") || at < text.length() && ".eE".indexOf(text.charAt(at)) >= 0) {
            throw refused("not an integer of at most 16 digits");
        }
        return Long.valueOf(number);
    }

    private void checkDepth(int depth) throws Refused {
        if (depth > MAX_DEPTH) {
            throw refused("nested deeper than " + MAX_DEPTH);
        }
    }

    private void expect(char c) throws Refused {
        skipSpace();
        if (peek() != c) {
            throw refused("`" + c + "` expected");
        }
        at++;
    }

    private char peek() throws Refused {
        if (at >= text.length()) {
            throw refused("ends too early");
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private Refused refused(String message) {
        return new Refused(message + ", at character " + (at + 1));
    }
}
