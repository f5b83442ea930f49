package org.gapferry.ecosystem.npm.model;

import java.net.URI;
import org.gapferry.bundle.Coordinates;

/** npm's names as coordinates and in URLs. */
public final class PackageName {
    private PackageName() {}

    public static Coordinates coordinates(String name, String version) {
        int slash = name.startsWith("@") ? name.indexOf('/') : -1;
        return slash < 0
                ? new Coordinates(NpmPointers.TYPE, "", name, version)
                : new Coordinates(NpmPointers.TYPE, name.substring(0, slash), name.substring(slash + 1), version);
    }

    public static String of(Coordinates coordinates) {
        return coordinates.namespace().isEmpty()
                ? coordinates.name()
                : coordinates.namespace() + "/" + coordinates.name();
    }

    /** {@code name-1.0.0.tgz}, without the scope, as registries call the file. */
    public static String tarball(Coordinates coordinates) {
        return coordinates.name() + "-" + coordinates.version() + ".tgz";
    }

    /** Where a mirror, or a registry that names no other place, has the tarball. */
    public static URI tarballUrl(URI base, Coordinates coordinates) {
        String scope = coordinates.namespace().isEmpty() ? "" : coordinates.namespace() + "/";
        return URI.create(base + scope + coordinates.name() + "/-/" + Coordinates.encode(tarball(coordinates)));
    }
}
