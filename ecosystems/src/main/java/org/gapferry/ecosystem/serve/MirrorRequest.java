package org.gapferry.ecosystem.serve;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A request that reached an ecosystem's part of the mirror.
 *
 * @param root the first segment of the path: the ecosystem's id, or one of its further roots
 * @param rawPath below it, not decoded, without a leading slash
 * @param rawQuery not decoded, empty if absent
 * @param accept the Accept header, empty if absent
 * @param base the external URL of the ecosystem's root, ending with a slash: the only source of absolute URLs
 * @param content what came with it
 */
public record MirrorRequest(
        String method, String root, String rawPath, String rawQuery, String accept, URI base, Content content) {
    /** What comes with a request. */
    @FunctionalInterface
    public interface Content {
        /** A request without content. */
        Content NONE = max -> new byte[0];

        /**
         * All of it.
         *
         * @throws TooLarge if it is more than {@code max} bytes; no more of it is read
         * @throws java.io.UncheckedIOException if the client breaks off
         */
        byte[] read(int max);
    }

    /** A body that is larger than the endpoint allows for the path; the door answers 413. */
    public static final class TooLarge extends RuntimeException {
        public TooLarge(int max) {
            super("the body of the request is larger than " + max + " bytes");
        }
    }

    /** A request without content. */
    public MirrorRequest(String method, String root, String rawPath, String rawQuery, String accept, URI base) {
        this(method, root, rawPath, rawQuery, accept, base, Content.NONE);
    }

    /** The same request by another method. */
    MirrorRequest by(String other) {
        return new MirrorRequest(other, root, rawPath, rawQuery, accept, base, content);
    }

    /** The path, decoded; empty if there is none such. */
    public Optional<MirrorPath> path(MirrorPath.EscapedSlash slash) {
        return MirrorPath.of(rawPath, slash);
    }

    /**
     * The media type that the client wants most, by the qualities of its Accept header. One that accepts none of them
     * gets the first: a client that says so mostly takes it all the same.
     *
     * @param offered at least one
     */
    public String prefers(List<String> offered) {
        return new AcceptedTypes(accept).preferred(offered).orElse(offered.get(0));
    }

    /** True if the client accepts one of them. */
    public boolean accepts(List<String> offered) {
        return new AcceptedTypes(accept).preferred(offered).isPresent();
    }
}
