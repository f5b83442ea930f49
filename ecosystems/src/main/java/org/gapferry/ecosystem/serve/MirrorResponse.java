package org.gapferry.ecosystem.serve;

import java.nio.charset.StandardCharsets;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Json;

/** What an endpoint answers; the HTTP door adds ETag, ranges, compression and conditions. */
public record MirrorResponse(int status, String contentType, Freshness freshness, Body body) {
    /** What caches may do with an answer. */
    public enum Freshness {
        /** To be revalidated on each use: documents. */
        REVALIDATE,
        /** Never changes: content. */
        IMMUTABLE,
        /** Not to be kept: errors. */
        NONE
    }

    public sealed interface Body permits Bytes, Content {}

    /** A document. */
    public static final class Bytes implements Body {
        private final byte[] bytes;
        private final boolean negotiated;

        private Bytes(byte[] bytes, boolean negotiated) {
            this.bytes = bytes;
            this.negotiated = negotiated;
        }

        /** The document itself, not a copy; not to be changed. */
        public byte[] bytes() {
            return bytes;
        }

        /** True if another Accept header may bring another document. */
        public boolean negotiated() {
            return negotiated;
        }
    }

    /** The bytes of a blob, as they are. */
    public record Content(Blob blob) implements Body {}

    public static MirrorResponse document(String contentType, byte[] bytes, boolean negotiated) {
        return new MirrorResponse(200, contentType, Freshness.REVALIDATE, new Bytes(bytes, negotiated));
    }

    public static MirrorResponse content(String contentType, Blob blob) {
        return new MirrorResponse(200, contentType, Freshness.IMMUTABLE, new Content(blob));
    }

    /** An error with a small JSON body, {@code {"error": "..."}}. */
    public static MirrorResponse error(int status, String message) {
        StringBuilder json = new StringBuilder("{\"error\":");
        Json.quote(json, message);
        return new MirrorResponse(
                status,
                "application/json",
                Freshness.NONE,
                new Bytes(json.append("}\n").toString().getBytes(StandardCharsets.UTF_8), false));
    }
}
