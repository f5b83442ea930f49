package org.gapferry.archive;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The path of an entry inside the folder where its archive is unpacked: relative, with forward slashes, without {@code
 * .} and {@code ..}, without control characters, the same on each operating system.
 *
 * @param text empty for the folder itself
 */
public record EntryPath(String text) implements Comparable<EntryPath> {
    /** @throws IllegalArgumentException if it is not normal; {@link #of} makes it so */
    public EntryPath {
        Normal normal = normal(text);
        if (!normal.fault().isEmpty() || !normal.text().equals(text)) {
            throw new IllegalArgumentException("`" + text + "` is not the path of an entry");
        }
    }

    /** A name, made normal; or what is wrong with it. */
    private record Normal(String text, String fault) {}

    /**
     * The path of an entry with this name. A backslash separates, as it does on Windows.
     *
     * @throws ArchiveException UNSAFE
     */
    public static EntryPath of(String name) throws ArchiveException {
        Normal normal = normal(name);
        if (!normal.fault().isEmpty()) {
            throw ArchiveException.unsafe(name, normal.fault());
        }
        return new EntryPath(normal.text());
    }

    /** As {@link #of}; empty if the name is not safe, for readers that only look for certain files. */
    public static Optional<EntryPath> ifSafe(String name) {
        Normal normal = normal(name);
        return normal.fault().isEmpty() ? Optional.of(new EntryPath(normal.text())) : Optional.empty();
    }

    private static Normal normal(String name) {
        String path = name.replace('\\', '/');
        if (path.startsWith("/")) {
            return new Normal("", "is an absolute path");
        }
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.chars().anyMatch(Character::isISOControl)) {
                return new Normal("", "has a control character in its name");
            }
            if (segment.isEmpty() || segment.equals(".")) {
                continue;
            }
            if (isOnlyDotsAndBlanks(segment)) { // Windows takes `.. ` for `..`
                return new Normal("", "leads out of the folder where it is unpacked");
            }
            if (segments.isEmpty() && isDrive(segment)) {
                return new Normal("", "is an absolute path of Windows");
            }
            segments.add(segment);
        }
        return new Normal(String.join("/", segments), "");
    }

    private static boolean isOnlyDotsAndBlanks(String segment) {
        return segment.chars().allMatch(c -> c == '.' || c == ' ');
    }

    private static boolean isDrive(String segment) {
        return segment.length() > 1
                && segment.charAt(1) == ':'
                && (segment.charAt(0) | 0x20) >= 'a'
                && (segment.charAt(0) | 0x20) <= 'z';
    }

    /** True for the folder itself. */
    public boolean isRoot() {
        return text.isEmpty();
    }

    /** What lies between the slashes; none for the folder itself. */
    public List<String> segments() {
        return text.isEmpty() ? List.of() : List.of(text.split("/"));
    }

    /** The last segment; empty for the folder itself. */
    public String fileName() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /**
     * Without so many folders at its top, as {@code tar --strip-components} does; the folder itself if nothing is left.
     */
    public EntryPath strip(int folders) {
        return new EntryPath(segments().stream().skip(folders).collect(Collectors.joining("/")));
    }

    /**
     * What file systems that ignore case, Unicode's forms, or dots and blanks at the end take for the same name is the
     * same here.
     */
    public String folded() {
        return segments().stream().map(EntryPath::folded).collect(Collectors.joining("/"));
    }

    static String folded(String segment) {
        String plain = segment.replaceFirst("[. ]+$", "");
        return Normalizer.normalize(plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    @Override
    public int compareTo(EntryPath other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
