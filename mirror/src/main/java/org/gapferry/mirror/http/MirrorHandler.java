package org.gapferry.mirror.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.MirrorRequest;
import org.gapferry.ecosystem.MirrorResponse;
import org.gapferry.ecosystem.MirrorResponse.Bytes;
import org.gapferry.ecosystem.MirrorResponse.Freshness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Translates between HTTP and endpoints: hosts, conditions, ranges, compression. Knows no ecosystem. */
final class MirrorHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorHandler.class);
    private static final int WORTH_COMPRESSING = 1024;
    private static final int PIECE = 1 << 20;

    private final Ecosystems ecosystems;
    private final View.Source source;
    private volatile URI base = URI.create("http://localhost/");
    private volatile Set<String> hosts = Set.of();

    MirrorHandler(Ecosystems ecosystems, View.Source source) {
        this.ecosystems = ecosystems;
        this.source = source;
    }

    /** Said once the port is bound. */
    void bound(URI publicBase, Set<String> allowedHosts) {
        base = publicBase;
        hosts = Set.copyOf(allowedHosts);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        long begin = System.nanoTime();
        try {
            answer(request, response);
            callback.succeeded();
        } catch (EofException e) {
            callback.failed(e);
        } catch (IOException | RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), request.getHttpURI().getPath(), e);
            if (response.isCommitted()) {
                callback.failed(e);
            } else {
                Response.writeError(request, response, callback, 500);
            }
        } finally {
            LOG.debug(
                    "{} {} {} {} us",
                    request.getMethod(),
                    request.getHttpURI().getPath(),
                    response.getStatus(),
                    (System.nanoTime() - begin) / 1000);
        }
        return true;
    }

    private void answer(Request request, Response response) throws IOException {
        String path = request.getHttpURI().getPath();
        if (path.equals("/-/health")) {
            send(request, response, health());
            return;
        }
        String host =
                Objects.requireNonNullElseGet(request.getHeaders().get(HttpHeader.HOST), () -> request.getHttpURI()
                        .getAuthority());
        if (host == null || !hosts.contains(host.toLowerCase(Locale.ROOT))) {
            send(request, response, MirrorResponse.error(421, "this mirror is called " + base));
            return;
        }
        List<View> pinned = source.pinned();
        String[] parts = path.substring(1).split("/", 2);
        Optional<Ecosystem> ecosystem = ecosystems.answering(parts[0]);
        if (ecosystem.isEmpty() || pinned.isEmpty()) {
            send(request, response, MirrorResponse.error(404, "not found: this mirror has no " + path));
            return;
        }
        MirrorRequest mirrored = new MirrorRequest(
                request.getMethod(),
                parts[0],
                parts.length > 1 ? parts[1] : "",
                Objects.requireNonNullElse(request.getHttpURI().getQuery(), ""),
                String.join(",", request.getHeaders().getValuesList(HttpHeader.ACCEPT)),
                base.resolve(ecosystem.get().id() + "/"));
        MirrorResponse answer =
                ecosystem.get().endpoint().answer(mirrored, pinned.get(0).catalog());
        View holder = pinned.get(0);
        for (int i = 1; i < pinned.size() && answer.status() == 404; i++) {
            MirrorResponse recent =
                    ecosystem.get().endpoint().answer(mirrored, pinned.get(i).catalog());
            if (recent.body() instanceof MirrorResponse.Content) {
                answer = recent;
                holder = pinned.get(i);
            }
        }
        if (answer.body() instanceof MirrorResponse.Content content) {
            send(request, response, answer, content.blob(), holder);
        } else {
            send(request, response, answer);
        }
    }

    private MirrorResponse health() throws IOException {
        List<View> pinned;
        try {
            pinned = source.pinned();
        } catch (ProblemException e) {
            return MirrorResponse.error(503, e.first().sentence());
        }
        long number = pinned.isEmpty() ? 0 : pinned.get(0).number();
        return MirrorResponse.document(
                "application/json",
                ("{\"status\":\"ok\",\"generation\":" + number + "}\n").getBytes(StandardCharsets.UTF_8),
                false);
    }

    /** Sends a document, compressed if the client can read that. */
    private static void send(Request request, Response response, MirrorResponse answer) throws IOException {
        Bytes body = (Bytes) answer.body();
        byte[] bytes = body.bytes();
        boolean compressible = answer.status() == 200 && bytes.length >= WORTH_COMPRESSING;
        boolean gzip = compressible && acceptsGzip(request);
        if (gzip) {
            bytes = compressed(bytes);
        }
        headers(response, answer);
        if (answer.status() == 200) {
            String tag = "\"" + Digest.of(body.bytes()).hex() + (gzip ? "-gzip" : "") + "\"";
            response.getHeaders().put(HttpHeader.ETAG, tag);
            if (compressible || body.negotiated()) {
                response.getHeaders()
                        .put(HttpHeader.VARY, body.negotiated() ? "Accept, Accept-Encoding" : "Accept-Encoding");
            }
            if (matches(request, tag)) {
                response.setStatus(304);
                return;
            }
        }
        if (gzip) {
            response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
        }
        response.setStatus(answer.status());
        if (answer.status() == 405) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        if (!request.getMethod().equals("HEAD")) {
            try (OutputStream out = Content.Sink.asOutputStream(response)) {
                out.write(bytes);
            }
        }
    }

    /** Sends a blob, or a range of it. */
    private static void send(Request request, Response response, MirrorResponse answer, Blob blob, View holder)
            throws IOException {
        headers(response, answer);
        String tag = "\"" + blob.digest().hex() + "\"";
        response.getHeaders().put(HttpHeader.ETAG, tag);
        response.getHeaders().put(HttpHeader.ACCEPT_RANGES, "bytes");
        if (matches(request, tag)) {
            response.setStatus(304);
            return;
        }
        String rangeHeader = request.getHeaders().get(HttpHeader.RANGE);
        String ifRange = request.getHeaders().get(HttpHeader.IF_RANGE);
        Optional<ByteRange> range =
                rangeHeader == null || !request.getMethod().equals("GET") || ifRange != null && !ifRange.equals(tag)
                        ? Optional.empty()
                        : ByteRange.parse(rangeHeader, blob.size());
        if (range.filter(ByteRange.UNSATISFIABLE::equals).isPresent()) {
            response.setStatus(416);
            response.getHeaders().put(HttpHeader.CONTENT_RANGE, "bytes */" + blob.size());
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
            return;
        }
        response.setStatus(range.isPresent() ? 206 : 200);
        range.ifPresent(part -> response.getHeaders()
                .put(HttpHeader.CONTENT_RANGE, "bytes " + part.first() + "-" + part.last() + "/" + blob.size()));
        long from = range.map(ByteRange::first).orElse(0L);
        long length = range.map(ByteRange::length).orElse(blob.size());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        if (!request.getMethod().equals("HEAD")) {
            copy(holder.open(blob), from, length, response);
        }
    }

    /** From the file, where it is mapped, into the connection. */
    private static void copy(View.Bytes bytes, long from, long length, Response response) throws IOException {
        long end = from + length;
        long position = from;
        do {
            ByteBuffer piece =
                    length == 0 ? ByteBuffer.allocate(0) : bytes.at(position, (int) Math.min(PIECE, end - position));
            position += piece.remaining();
            Content.Sink.write(response, position == end, piece);
        } while (position < end);
    }

    private static void headers(Response response, MirrorResponse answer) {
        Map<Freshness, String> caching = Map.of(
                Freshness.REVALIDATE, "no-cache",
                Freshness.IMMUTABLE, "public, max-age=31536000, immutable",
                Freshness.NONE, "no-store");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, String.valueOf(caching.get(answer.freshness())));
        response.getHeaders().put(new HttpField("X-Content-Type-Options", "nosniff"));
    }

    /** If-None-Match by weak comparison (RFC 9110 13.1.2). */
    private static boolean matches(Request request, String tag) {
        String header = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
        return header != null
                && Arrays.stream(header.split(",", -1))
                        .map(String::strip)
                        .map(candidate -> candidate.startsWith("W/") ? candidate.substring(2) : candidate)
                        .anyMatch(candidate -> candidate.equals("*") || candidate.equals(tag));
    }

    private static boolean acceptsGzip(Request request) {
        return request.getHeaders().getValuesList(HttpHeader.ACCEPT_ENCODING).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                .anyMatch(value -> value.matches("(?:gzip|x-gzip)(?:\\s*;\\s*q=(?!0(?:\\.0*)?$).*)?"));
    }

    private static byte[] compressed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
