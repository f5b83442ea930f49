package org.gapferry.ecosystem.npm.model;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Coordinates;
import org.gapferry.ecosystem.serve.MirrorPath;
import org.gapferry.version.Semver;

/**
 * One reading of a path as that of a tarball: {@code NAME/-/FILE} or {@code NAME/FILE}, with whatever before it, where
 * the file may have several segments. Lockfiles have such paths of the registry that they were written with, such as
 * {@code repository/npm-all/ms/-/ms-2.1.1.tgz} or {@code download/@scope/name/1.0.0/0a1b...}, and clients that replace
 * only the host ask for them here.
 *
 * @param owner the package, without version
 * @param file what stands behind its name, without the divider
 * @param divided true if {@code /-/} stands between them
 */
public record TarballPath(Coordinates owner, String file, boolean divided) {
    private static final String DIVIDER = "-";
    private static final String BY_DIGEST = "[0-9a-f]{40,128}";
    /** Longer than any path of a registry; a bound for what one request costs. */
    private static final int MAX_SEGMENTS = 16;

    /**
     * Every reading of a path, the likeliest first: that of the last divider alone, else each name in it from behind.
     *
     * @param segments decoded, each of them safe
     */
    public static List<TarballPath> of(List<String> segments) {
        if (segments.size() > MAX_SEGMENTS) {
            return List.of();
        }
        int divider = segments.lastIndexOf(DIVIDER);
        if (divider >= 0) {
            return at(segments, divider - 1, divider + 1, true).map(List::of).orElseGet(List::of);
        }
        List<TarballPath> readings = new ArrayList<>();
        for (int name = segments.size() - 2; name >= 0; name--) {
            at(segments, name, name + 1, false).ifPresent(readings::add);
        }
        return readings;
    }

    /** @param last segment of the name */
    private static Optional<TarballPath> at(List<String> segments, int last, int file, boolean divided) {
        if (last < 0 || file >= segments.size()) {
            return Optional.empty();
        }
        boolean scoped = last > 0 && segments.get(last - 1).startsWith("@");
        int begin = scoped ? last - 1 : last;
        String name = String.join("/", segments.subList(begin, last + 1));
        if (!PackageSpec.isName(name)) {
            return Optional.empty();
        }
        boolean scopeRepeated =
                scoped && segments.size() - file == 2 && segments.get(file).equals(segments.get(begin));
        List<String> behind = segments.subList(scopeRepeated ? file + 1 : file, segments.size());
        return Optional.of(new TarballPath(PackageName.coordinates(name, ""), String.join("/", behind), divided));
    }

    /** The segments of a URL's path; nothing if it is no URL, or has a segment that no path of a mirror has. */
    public static List<String> segments(String url) {
        try {
            String path = URI.create(url).getRawPath();
            return path == null
                    ? List.of()
                    : MirrorPath.of(path, MirrorPath.EscapedSlash.DIVIDES)
                            .map(MirrorPath::segments)
                            .orElse(List.of());
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** How a URL of a lockfile names the archive of a package; nothing if the package is not in its path. */
    public static Optional<TarballPath> in(String url, String name) {
        Coordinates owner = PackageName.coordinates(name, "");
        return of(segments(url)).stream()
                .filter(reading -> reading.owner.equals(owner))
                .findFirst();
    }

    /**
     * The name under which an artifact has the archive for clients that ask for it by this path: the file, encoded so
     * that it is one segment.
     */
    public String furtherName() {
        return Coordinates.encode(file);
    }

    /** The version that a conventional file name says; empty for any other name. */
    public Optional<String> version() {
        String prefix = owner.name() + "-";
        boolean conventional =
                file.startsWith(prefix) && file.endsWith(".tgz") && file.length() > prefix.length() + ".tgz".length();
        return conventional
                ? Optional.of(file.substring(prefix.length(), file.length() - ".tgz".length()))
                        .filter(text -> Semver.parse(text, true).isPresent())
                : Optional.empty();
    }

    /** Whether the file is one that archives have as a name, so that the path can be told from any other. */
    public boolean isArchive() {
        return file.indexOf('/') < 0 && (file.endsWith(".tgz") || divided && file.endsWith(".tar.gz"))
                || !divided && file.matches("(?:[^/]+/)?" + BY_DIGEST);
    }
}
