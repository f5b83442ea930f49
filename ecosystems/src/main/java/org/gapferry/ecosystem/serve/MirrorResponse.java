package org.gapferry.ecosystem.serve;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Json;

/**
 * What an endpoint answers; the HTTP door adds ETag, ranges, compression and conditions.
 *
 * @param headers of the protocol's own, beside those that the door writes
 */
public record MirrorResponse(
        int status, String contentType, Freshness freshness, Body body, Map<String, String> headers) {
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

    public MirrorResponse {
        headers = Map.copyOf(headers);
        headers.forEach((name, value) -> {
            if (!name.matches("[A-Za-z0-9-]+") || !value.matches("[\\x20-\\x7e]*")) {
                throw new IllegalArgumentException("not a header: " + name + ": " + value);
            }
        });
    }

    private MirrorResponse(int status, String contentType, Freshness freshness, Body body) {
        this(status, contentType, freshness, body, Map.of());
    }

    /** The same answer with a header of the protocol's own. */
    public MirrorResponse with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new MirrorResponse(status, contentType, freshness, body, more);
    }

    /**
     * Leads to another path of this mirror.
     *
     * @param status 301, 302, 307 or 308
     * @param location relative to the path of the request, or from the mirror's root with one slash
     */
    public static MirrorResponse redirect(int status, String location) {
        boolean redirects = status == 301 || status == 302 || status == 307 || status == 308;
        if (!redirects
                || location.isEmpty()
                || location.startsWith("//")
                || location.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
            throw new IllegalArgumentException("not a redirect within the mirror: " + status + " " + location);
        }
        return text(status, "moved to " + location).with("Location", location);
    }

    /** An answer in plain text that is not to be kept, such as an error. */
    public static MirrorResponse text(int status, String message) {
        return new MirrorResponse(
                status,
                "text/plain; charset=utf-8",
                Freshness.NONE,
                new Bytes((message + "\n").getBytes(StandardCharsets.UTF_8), false));
    }

    /** An error in a form of the ecosystem's own. */
    public static MirrorResponse error(int status, String contentType, byte[] bytes) {
        return new MirrorResponse(status, contentType, Freshness.NONE, new Bytes(bytes, false));
    }

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
