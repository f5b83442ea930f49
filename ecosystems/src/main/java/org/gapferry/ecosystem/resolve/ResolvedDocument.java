package org.gapferry.ecosystem.resolve;

import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.Pointer;

/**
 * A document of a closure. The export puts its bytes into the cache and makes the pointer that leads to them.
 *
 * @param owner the package or version that it is about
 * @param name of the pointer
 * @param kind anything but a tag
 * @param rank grows with every change of a monotonic document; 0 for other kinds
 */
public record ResolvedDocument(Coordinates owner, String name, Pointer.Kind kind, long rank, Content content) {
    /** Where the bytes of a document come from. */
    public sealed interface Content permits Rendered, Fetched {}

    /** Makes a document's bytes, the same each time. */
    @FunctionalInterface
    public interface Rendering {
        byte[] bytes();
    }

    /** Bytes that the resolver makes, or takes out of a document of an upstream: once, when the closure is complete. */
    public record Rendered(Rendering rendering) implements Content {}

    /** A file of an upstream. */
    public record Fetched(SourceFile file) implements Content {}

    public ResolvedDocument {
        if (kind == Pointer.Kind.TAG) {
            throw new IllegalArgumentException("a tag leads to a version, not to a document: `" + name + "`");
        }
    }

    /** A document that clients see and that may be replaced. */
    public static ResolvedDocument document(Coordinates owner, String name, Rendering rendering) {
        return new ResolvedDocument(owner, name, Pointer.Kind.DOCUMENT, 0, new Rendered(rendering));
    }

    /** A document whose change alone makes no new state. */
    public static ResolvedDocument info(Coordinates owner, String name, Rendering rendering) {
        return new ResolvedDocument(owner, name, Pointer.Kind.INFO, 0, new Rendered(rendering));
    }

    /** The beginning of the line of its pointer, unique in a state. */
    public String key() {
        return Pointer.key(owner, name);
    }
}
