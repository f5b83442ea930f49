package org.gapferry.ecosystem.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Coordinates;

/**
 * The path of a request below an ecosystem's root, decoded once. Its segments are never empty, {@code .} or {@code ..},
 * and have no slash, no backslash, no control character and nothing that is not UTF-8, so that joining them again leads
 * nowhere else.
 *
 * @param folder true if it ends with a slash
 */
public record MirrorPath(List<String> segments, boolean folder) {
    /** What an escaped slash means. */
    public enum EscapedSlash {
        /** It divides segments, as between an npm scope and a name. */
        DIVIDES,
        /** There is no such path. */
        REFUSED
    }

    public MirrorPath {
        segments = List.copyOf(segments);
    }

    /**
     * Decodes a path; several slashes count as one.
     *
     * @return nothing if an escape is broken, or a segment is none
     */
    public static Optional<MirrorPath> of(String rawPath, EscapedSlash slash) {
        List<String> segments = new ArrayList<>();
        for (String raw : rawPath.split("/", -1)) {
            if (raw.isEmpty()) {
                continue;
            }
            String decoded;
            try {
                decoded = Coordinates.decode(raw);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
            if (slash == EscapedSlash.REFUSED && decoded.indexOf('/') >= 0) {
                return Optional.empty();
            }
            for (String segment : decoded.split("/", -1)) {
                if (!isSegment(segment)) {
                    return Optional.empty();
                }
                segments.add(segment);
            }
        }
        return Optional.of(new MirrorPath(segments, rawPath.endsWith("/")));
    }

    private static boolean isSegment(String text) {
        return !text.isEmpty()
                && !text.equals(".")
                && !text.equals("..")
                && text.indexOf('\\') < 0
                && text.indexOf('\uFFFD') < 0
                && text.chars().noneMatch(c -> c < ' ' || c == 0x7f);
    }

    /** The segments with slashes between them, and one at the end of a folder. */
    @Override
    public String toString() {
        return String.join("/", segments) + (folder && !segments.isEmpty() ? "/" : "");
    }
}
