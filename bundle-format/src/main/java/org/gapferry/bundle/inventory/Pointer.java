package org.gapferry.bundle.inventory;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;

/**
 * A name that may lead elsewhere tomorrow (F4.7): a tag of a package, or a document about a package or one version of
 * it. Its kind says how it may change.
 *
 * @param name segments divided by {@code /}, such as {@code tag/latest} or {@code manifest}
 * @param rank grows with every change of a monotonic pointer; 0 for the other kinds
 */
public record Pointer(Coordinates owner, String name, Kind kind, Target target, long rank) implements InventoryLine {
    /** The largest document, in bytes: no upstream may send a larger one, and no store reads one. */
    public static final long MAX_DOCUMENT = 256L << 20;

    /** How a pointer may change from one state to the next (F4.10). */
    public enum Kind {
        /** Leads to a version of its package, and may move to any other. */
        TAG,
        /** Leads to a document that clients see, and may be replaced. */
        DOCUMENT,
        /**
         * Leads to a document that never changes again, such as a tile of a checksum database; others are added beside
         * it.
         */
        APPEND_ONLY,
        /** Leads to a document with a rank that only grows, such as a signed tree head. */
        MONOTONIC,
        /** Told to people and clients; a change of it alone makes no new state. */
        INFO;

        private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** The word in an inventory. */
        public String word() {
            return word;
        }

        /** True if the rule of this kind protects receivers: a pointer of this kind never changes its kind again. */
        public boolean isProtected() {
            return this == APPEND_ONLY || this == MONOTONIC;
        }
    }

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
        if (kind == Kind.TAG && !(target instanceof ToVersion)) {
            throw new IllegalArgumentException("a pointer of kind `tag` leads to a version: `" + name + "`");
        }
        if (kind != Kind.TAG && !(target instanceof ToDocument)) {
            throw new IllegalArgumentException(
                    "a pointer of kind `" + kind.word() + "` leads to a document: `" + name + "`");
        }
        if (rank < 0 || rank > Blob.MAX_SIZE || kind != Kind.MONOTONIC && rank != 0) {
            throw new IllegalArgumentException("the rank of the pointer `" + name + "` is out of range: " + rank);
        }
    }

    /** A tag that leads to a version of its owner. */
    public static Pointer tag(Coordinates owner, String name, String version) {
        return new Pointer(owner, name, Kind.TAG, new ToVersion(version), 0);
    }

    /** A document that clients see and that may be replaced. */
    public static Pointer document(Coordinates owner, String name, Blob blob) {
        return new Pointer(owner, name, Kind.DOCUMENT, new ToDocument(blob), 0);
    }

    /** A document that never changes again. */
    public static Pointer appendOnly(Coordinates owner, String name, Blob blob) {
        return new Pointer(owner, name, Kind.APPEND_ONLY, new ToDocument(blob), 0);
    }

    /** A document that is replaced only by one of a higher rank. */
    public static Pointer monotonic(Coordinates owner, String name, Blob blob, long rank) {
        return new Pointer(owner, name, Kind.MONOTONIC, new ToDocument(blob), rank);
    }

    /** A document whose change alone makes no new state. */
    public static Pointer info(Coordinates owner, String name, Blob blob) {
        return new Pointer(owner, name, Kind.INFO, new ToDocument(blob), 0);
    }

    /** The version that a tag leads to; empty for other kinds. */
    public Optional<String> version() {
        return target instanceof ToVersion to ? Optional.of(to.version()) : Optional.empty();
    }

    /** The document that it leads to; empty for a tag. */
    public Optional<Blob> document() {
        return target instanceof ToDocument to ? Optional.of(to.blob()) : Optional.empty();
    }

    /** What each pointer line of this owner begins with. */
    public static String prefix(Coordinates owner) {
        return "{\"pointer\":\"" + owner + "#";
    }

    /**
     * What each pointer line of this owner begins with whose name begins so.
     *
     * @param namePrefix such as {@code tag/}; empty for all names
     */
    public static String prefix(Coordinates owner, String namePrefix) {
        return prefix(owner) + encodedName(namePrefix);
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

    /** {@code <coordinate>#<name>}, as inventories and messages name a pointer. */
    public String id() {
        return owner + "#" + encodedName(name);
    }

    static String encodedName(String name) {
        return name.indexOf('/') < 0
                ? Coordinates.encode(name)
                : Arrays.stream(name.split("/", -1)).map(Coordinates::encode).collect(Collectors.joining("/"));
    }

    @Override
    public String line() {
        return InventoryLines.POINTER.line(this);
    }
}
