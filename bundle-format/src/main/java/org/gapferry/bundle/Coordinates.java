package org.gapferry.bundle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * The name of a package or of one version of it: a package URL (F4.4) in which upper and lower case differ everywhere,
 * since they do in npm's older names. An empty namespace or version means none.
 *
 * @param namespace segments divided by {@code /}, such as an npm scope with its {@code @}; empty for none
 * @param version empty for the package itself
 */
public record Coordinates(String type, String namespace, String name, String version)
        implements Comparable<Coordinates> {
    private static final int MAX_LENGTH = 1024;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final boolean[] UNRESERVED = unreserved();

    public Coordinates {
        if (!isType(type)) {
            throw new IllegalArgumentException("type `" + type + "` of a coordinate is not [a-z][a-z0-9]*");
        }
        if (!namespace.isEmpty()) {
            for (String segment : namespace.split("/", -1)) {
                checkSegment(segment);
            }
        }
        checkSegment(name);
        if (!version.isEmpty()) {
            checkSegment(version);
        }
    }

    /** {@code [a-z][a-z0-9]*} */
    private static boolean isType(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || i > 0 && c >= '0' && c <= '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static void checkSegment(String segment) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
            throw new IllegalArgumentException("a coordinate has the segment `" + segment + "`");
        }
        for (int i = 0; i < segment.length(); i++) {
            if (Character.isISOControl(segment.charAt(i))) {
                throw new IllegalArgumentException("a coordinate has a control character");
            }
        }
    }

    /**
     * Reads the canonical form that {@link #toString} writes.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Coordinates parse(String text) {
        if (text.length() > MAX_LENGTH || !text.startsWith("pkg:")) {
            throw new IllegalArgumentException("not a coordinate: `" + text + "`");
        }
        int typeEnd = text.indexOf('/');
        int versionStart = text.indexOf('@');
        int nameEnd = versionStart < 0 ? text.length() : versionStart;
        int nameStart = text.lastIndexOf('/', nameEnd - 1);
        if (typeEnd < 0 || nameStart < typeEnd) {
            throw new IllegalArgumentException("not a coordinate: `" + text + "`");
        }
        Coordinates read = new Coordinates(
                text.substring(4, typeEnd),
                nameStart > typeEnd ? decodeSegments(text.substring(typeEnd + 1, nameStart)) : "",
                decode(text.substring(nameStart + 1, nameEnd)),
                versionStart < 0 ? "" : decode(text.substring(versionStart + 1)));
        if (!read.toString().equals(text)) {
            throw new IllegalArgumentException("not in canonical form: `" + text + "`, should be `" + read + "`");
        }
        return read;
    }

    private static String decodeSegments(String namespace) {
        if (namespace.indexOf('%') < 0) {
            return namespace;
        }
        return Arrays.stream(namespace.split("/", -1)).map(Coordinates::decode).collect(Collectors.joining("/"));
    }

    /** True for another version of the same package. */
    public boolean isOfSamePackage(Coordinates other) {
        return name.equals(other.name) && namespace.equals(other.namespace) && type.equals(other.type);
    }

    /** The package without a version. */
    public Coordinates unversioned() {
        return new Coordinates(type, namespace, name, "");
    }

    /** The given version of this package. */
    public Coordinates at(String newVersion) {
        return new Coordinates(type, namespace, name, newVersion);
    }

    /** Percent-encoding with upper-case digits of everything but {@code A-Z a-z 0-9 . _ ~ -}. */
    public static String encode(String segment) {
        if (isUnreserved(segment)) {
            return segment;
        }
        StringBuilder out = new StringBuilder(segment.length() + 8);
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isUnreserved(c)) {
                out.append(c);
            } else {
                HEX.toHexDigits(out.append('%'), b);
            }
        }
        return out.toString();
    }

    private static boolean isUnreserved(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            if (!isUnreserved(segment.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnreserved(char c) {
        return c < UNRESERVED.length && UNRESERVED[c];
    }

    private static boolean[] unreserved() {
        boolean[] table = new boolean[128];
        for (char c = 0; c < table.length; c++) {
            table[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._~-".indexOf(c) >= 0;
        }
        return table;
    }

    /**
     * The inverse of {@link #encode}.
     *
     * @throws IllegalArgumentException if an escape is broken
     */
    public static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            } else if (i + 2 < segment.length()
                    && Character.digit(segment.charAt(i + 1), 16) >= 0
                    && Character.digit(segment.charAt(i + 2), 16) >= 0) {
                bytes.write(Integer.parseInt(segment, i + 1, i + 3, 16));
                i += 2;
            } else {
                throw new IllegalArgumentException("broken escape in `" + segment + "`");
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Coordinates other) {
        return toString().compareTo(other.toString());
    }

    /** The canonical form, ASCII. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(64).append("pkg:").append(type).append('/');
        for (int begin = 0; begin < namespace.length(); ) {
            int slash = namespace.indexOf('/', begin);
            int end = slash < 0 ? namespace.length() : slash;
            out.append(encode(namespace.substring(begin, end))).append('/');
            begin = end + 1;
        }
        out.append(encode(name));
        return version.isEmpty()
                ? out.toString()
                : out.append('@').append(encode(version)).toString();
    }
}
