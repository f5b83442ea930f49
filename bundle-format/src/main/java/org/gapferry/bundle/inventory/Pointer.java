package org.gapferry.bundle.inventory;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Json;

/**
 * A name that may lead elsewhere tomorrow (F4.7): a tag of a package, or a document about a package or one version of it.
 *
 * @param name segments divided by {@code /}, such as {@code tag/latest} or {@code manifest}
 * @param soft true if a change of this pointer alone makes no new state
 */
public record Pointer(Coordinates owner, String name, Target target, boolean soft) implements InventoryLine {
    /** Where a pointer leads. */
    public sealed interface Target permits ToVersion, ToDocument {}

    /** A version of the owner's package, which is an artifact of the same state. */
    public record ToVersion(String version) implements Target {}

    public record ToDocument(Blob blob) implements Target {}

    public Pointer {
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty()) {
                throw new IllegalArgumentException("a pointer's name has an empty segment: `" + name + "`");
            }
        }
    }

    /** What each pointer line of this owner begins with. */
    public static String prefix(Coordinates owner) {
        return "{\"pointer\":\"" + owner + "#";
    }

    /** What each pointer line of the versions of a package begins with. */
    public static String prefixOfVersions(Coordinates unversioned) {
        return "{\"pointer\":\"" + unversioned.unversioned() + "@";
    }

    /** The beginning of the line of one pointer, unique in a state. */
    public static String key(Coordinates owner, String name) {
        return prefix(owner) + encodedName(name) + "\"";
    }

    @Override
    public String key() {
        return key(owner, name);
    }

    private static String encodedName(String name) {
        return Arrays.stream(name.split("/", -1)).map(Coordinates::encode).collect(Collectors.joining("/"));
    }

    @Override
    public String line() {
        StringBuilder out = new StringBuilder(key(owner, name));
        if (target instanceof ToVersion to) {
            out.append(",\"version\":");
            Json.quote(out, to.version());
        } else if (target instanceof ToDocument to) {
            out.append(",\"sha256\":\"").append(to.blob().digest().hex());
            out.append("\",\"size\":").append(to.blob().size());
        }
        return out.append(soft ? ",\"soft\":true}" : "}").toString();
    }
}
