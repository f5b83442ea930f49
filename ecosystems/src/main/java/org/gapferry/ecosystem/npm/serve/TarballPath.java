package org.gapferry.ecosystem.npm.serve;

import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Coordinates;
import org.gapferry.ecosystem.npm.model.PackageName;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.version.Semver;

/**
 * The path of a tarball: {@code NAME/-/FILE}, with whatever before it. Lockfiles have such paths of the registry that
 * they were written with, such as {@code repository/npm-all/ms/-/ms-2.1.1.tgz}, and clients that replace only the host
 * ask for them here.
 *
 * @param owner the package, without version
 * @param file its last segment
 * @param bare true if nothing stands before the name
 */
record TarballPath(Coordinates owner, String file, boolean bare) {
    /** @param segments decoded, each of them safe */
    static Optional<TarballPath> of(List<String> segments) {
        int divider = segments.lastIndexOf("-");
        if (divider < 1) {
            return Optional.empty();
        }
        boolean scoped = divider > 1 && segments.get(divider - 2).startsWith("@");
        int begin = scoped ? divider - 2 : divider - 1;
        List<String> behind = segments.subList(divider + 1, segments.size());
        boolean scopeRepeated = scoped && behind.size() == 2 && behind.get(0).equals(segments.get(begin));
        String name = String.join("/", segments.subList(begin, divider));
        if (behind.size() != 1 && !scopeRepeated || !PackageSpec.isName(name)) {
            return Optional.empty();
        }
        return Optional.of(
                new TarballPath(PackageName.coordinates(name, ""), behind.get(behind.size() - 1), begin == 0));
    }

    /** The version that a conventional file name says; empty for any other name. */
    Optional<String> version() {
        String prefix = owner.name() + "-";
        boolean conventional =
                file.startsWith(prefix) && file.endsWith(".tgz") && file.length() > prefix.length() + ".tgz".length();
        return conventional
                ? Optional.of(file.substring(prefix.length(), file.length() - ".tgz".length()))
                : Optional.empty();
    }

    /**
     * Whether it may be the name of an archive upstream. A conventional one is not looked for among all manifests:
     * clients ask for many versions that are not held.
     */
    boolean mayBeOdd() {
        return isArchive()
                && version().flatMap(text -> Semver.parse(text, true)).isEmpty();
    }

    /** Whether its name is one that archives have, so that it can be told from any other path. */
    boolean isArchive() {
        return file.endsWith(".tgz") || file.endsWith(".tar.gz");
    }
}
