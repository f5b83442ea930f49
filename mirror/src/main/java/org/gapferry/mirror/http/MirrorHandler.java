package org.gapferry.mirror.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.gapferry.bundle.Blob;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.serve.MirrorRequest;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.ecosystem.serve.MirrorResponse.Bytes;
import org.gapferry.ecosystem.serve.MirrorResponse.Freshness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Translates between HTTP and endpoints: hosts, tokens, conditions, ranges, compression. Knows no ecosystem. */
final class MirrorHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorHandler.class);
    private static final long CACHE_LARGEST = 64L << 20;
    private static final Map<Freshness, HttpField> CACHING = Map.of(
            Freshness.REVALIDATE, new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-cache"),
            Freshness.IMMUTABLE,
                    new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "public, max-age=31536000, immutable"),
            Freshness.NONE, new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store"));
    private static final HttpField NO_SNIFFING = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField RANGES = new PreEncodedHttpField(HttpHeader.ACCEPT_RANGES, "bytes");

    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final Ecosystems ecosystems;
    private final ServedState.Provider source;
    private final Operations operations;
    private final Optional<ReadTokens> tokens;
    private final FrontPage page;
    private final RecentAnswers answers =
            new RecentAnswers(Math.min(CACHE_LARGEST, Runtime.getRuntime().maxMemory() / 8));
    private final Map<Connector, Entrance> entrances = new ConcurrentHashMap<>();

    MirrorHandler(
            Ecosystems ecosystems, ServedState.Provider source, Operations operations, Optional<ReadTokens> tokens) {
        this.ecosystems = ecosystems;
        this.source = source;
        this.operations = operations;
        this.tokens = tokens;
        this.page = new FrontPage(ecosystems);
    }

    /** Said once a port is bound. */
    void bound(Connector connector, Entrance entrance) {
        entrances.put(connector, entrance);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        long begin = System.nanoTime();
        String path = request.getHttpURI().getPath();
        Entrance entrance = entrances.get(request.getConnectionMetaData().getConnector());
        String part = part(entrance, path);
        operations.metrics().begun();
        Callback ending = Callback.from(callback, () -> {
            long nanos = System.nanoTime() - begin;
            operations.metrics().ended(part, response.getStatus(), Response.getContentBytesWritten(response), nanos);
            LOG.debug("{} {} {} {} us", request.getMethod(), path, response.getStatus(), nanos / 1000);
        });
        try {
            send(request, response, answer(request, entrance, path), ending);
        } catch (IOException | RuntimeException e) {
            if (!(e instanceof EofException)) {
                LOG.error("{} {} failed", request.getMethod(), path, e);
            }
            if (response.isCommitted()) {
                ending.failed(e);
            } else {
                response.reset();
                send(request, response, error(entrance, path, 500, "the mirror failed; its log says why"), ending);
            }
        }
        return true;
    }

    /** The ecosystem that a request is for, in metrics. */
    private String part(@org.jspecify.annotations.Nullable Entrance entrance, String path) {
        if (entrance != null && entrance.root().isPresent()) {
            return entrance.root().get().name();
        }
        return ecosystems.ofPath(path.substring(1)).map(Ecosystem::name).orElse("other");
    }

    private static String first(String path) {
        return path.substring(1).split("/", 2)[0];
    }

    /** An error in the form that the clients of the path read. */
    private Document error(
            @org.jspecify.annotations.Nullable Entrance entrance, String path, int status, String message) {
        Optional<Ecosystem> ecosystem = entrance == null ? Optional.empty() : entrance.root();
        MirrorResponse answer = ecosystem
                .or(() -> ecosystems.ofPath(path.substring(1)))
                .map(one -> one.offline().endpoint().error(status, message))
                .orElseGet(() -> MirrorResponse.error(status, message));
        return new Document(answer, (Bytes) answer.body());
    }

    private static Answer document(MirrorResponse answer) {
        return new Answer.OfDocument(new Document(answer, (Bytes) answer.body()));
    }

    private Answer answer(Request request, @org.jspecify.annotations.Nullable Entrance entrance, String path)
            throws IOException {
        if (entrance == null) {
            return new Answer.OfDocument(error(null, path, 503, "the mirror is starting"));
        }
        if (entrance.operations() && entrance.root().isEmpty() && path.equals("/-/health")) {
            return document(operations.health());
        }
        if (!entrance.content()) {
            return document(
                    path.equals("/-/metrics")
                            ? operations.scrape()
                            : MirrorResponse.error(404, "not found; this address serves /-/health and /-/metrics"));
        }
        String host = Objects.requireNonNullElseGet(
                request.getHeaders().get(HttpHeader.HOST),
                () -> String.valueOf(request.getHttpURI().getAuthority()));
        if (!entrance.hosts().contains(host.toLowerCase(Locale.ROOT))) {
            return new Answer.OfDocument(
                    error(entrance, path, 421, "wrong host: the URL of this mirror is " + entrance.base()));
        }
        if (tokens.isPresent() && !tokens.get().allow(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
            return new Answer.OfDocument(
                    error(entrance, path, 401, "this mirror requires a token, as a Bearer token or as a password"));
        }
        if (entrance.operations() && entrance.root().isEmpty() && path.equals("/-/metrics")) {
            return document(operations.scrape());
        }
        return content(request, entrance, path);
    }

    private Answer content(Request request, Entrance entrance, String path) throws IOException {
        List<ServedState> pinned = source.pinned();
        String query = Objects.requireNonNullElse(request.getHttpURI().getQuery(), "");
        if (entrance.root().isEmpty() && path.equals("/")) {
            return document(page.of(entrance, pinned, query));
        }
        String accept = String.join(",", request.getHeaders().getValuesList(HttpHeader.ACCEPT));
        String first = first(path);
        String below = path.substring(1);
        Optional<Ecosystem> ecosystem = entrance.root().or(() -> ecosystems.ofPath(below));
        if (ecosystem.isEmpty() || pinned.isEmpty()) {
            return new Answer.OfDocument(error(entrance, path, 404, "not found: " + path));
        }
        RecentAnswers.Key key =
                new RecentAnswers.Key(entrance.baseOf(ecosystem.get()), request.getMethod(), path, query, accept);
        Optional<Answer> recent =
                READS.contains(request.getMethod()) ? answers.find(pinned.get(0).number(), key) : Optional.empty();
        if (recent.isPresent()) {
            return recent.get();
        }
        boolean atRoot = entrance.root().isPresent() || ecosystems.ofRoot(first).isEmpty();
        MirrorRequest mirrored = new MirrorRequest(
                request.getMethod(),
                atRoot ? ecosystem.get().root() : first,
                atRoot ? below : below.substring(Math.min(below.length(), first.length() + 1)),
                query,
                accept,
                entrance.baseOf(ecosystem.get()),
                max -> body(request, max));
        MirrorResponse answer = ecosystem
                .get()
                .offline()
                .endpoint()
                .serve(mirrored, pinned.get(0).catalog());
        if (answer.status() == 404 && READS.contains(request.getMethod())) {
            return before(ecosystem.get(), mirrored, pinned).orElseGet(() -> document(answer));
        }
        Answer made = made(answer, pinned.get(0));
        if (answer.status() != 200 || !READS.contains(request.getMethod())) {
            return made;
        }
        answers.keep(pinned.get(0).number(), key, made);
        return made;
    }

    private static byte[] body(Request request, int max) {
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] bytes = in.readNBytes(max + 1);
            if (bytes.length > max) {
                throw new MirrorRequest.TooLarge(max);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer made(MirrorResponse answer, ServedState holder) {
        return answer.body() instanceof MirrorResponse.Content content
                ? new Answer.OfContent(answer, content.blob(), holder.open(content.blob()))
                : document(answer);
    }

    /** Content that the current generation does not have, from one before it: a client may have been told of it. */
    private static Optional<Answer> before(Ecosystem ecosystem, MirrorRequest request, List<ServedState> pinned) {
        for (ServedState view : pinned.subList(1, pinned.size())) {
            MirrorResponse answer = ecosystem.offline().endpoint().serve(request, view.catalog());
            if (answer.body() instanceof MirrorResponse.Content) {
                return Optional.of(made(answer, view));
            }
        }
        return Optional.empty();
    }

    private static void send(Request request, Response response, Answer answer, Callback callback) throws IOException {
        if (answer instanceof Answer.OfDocument of) {
            send(request, response, of.document(), callback);
        } else if (answer instanceof Answer.OfContent of) {
            send(request, response, of, callback);
        }
    }

    /** Sends a document, compressed if the client can read that. */
    private static void send(Request request, Response response, Document document, Callback callback) {
        MirrorResponse answer = document.answer();
        boolean gzip = document.isCompressible() && acceptsGzip(request);
        headers(response, answer);
        response.setStatus(answer.status());
        if (answer.status() == 200) {
            String tag = document.tag(gzip);
            response.getHeaders().put(HttpHeader.ETAG, tag);
            if (!document.vary().isEmpty()) {
                response.getHeaders().put(HttpHeader.VARY, document.vary());
            }
            if (matches(request, tag)) {
                response.setStatus(304);
                callback.succeeded();
                return;
            }
        } else if (answer.status() == 401) {
            response.getHeaders().add(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"gapferry\", charset=\"UTF-8\"");
            response.getHeaders().add(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"gapferry\"");
        }
        if (gzip) {
            response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
        }
        byte[] bytes = document.bytes(gzip);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        if (answer.contentType().startsWith("text/html")) {
            response.getHeaders().put(FrontPage.POLICY);
        }
        if (request.getMethod().equals("HEAD")) {
            callback.succeeded();
        } else {
            response.write(true, ByteBuffer.wrap(bytes), callback);
        }
    }

    /** Sends a blob, or a range of it. */
    private static void send(Request request, Response response, Answer.OfContent content, Callback callback) {
        Blob blob = content.blob();
        headers(response, content.answer());
        String tag = "\"" + blob.digest().hex() + "\"";
        response.getHeaders().put(HttpHeader.ETAG, tag);
        response.getHeaders().put(RANGES);
        if (matches(request, tag)) {
            response.setStatus(304);
            callback.succeeded();
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
            callback.succeeded();
            return;
        }
        response.setStatus(range.isPresent() ? 206 : 200);
        range.ifPresent(part -> response.getHeaders()
                .put(HttpHeader.CONTENT_RANGE, "bytes " + part.first() + "-" + part.last() + "/" + blob.size()));
        long from = range.map(ByteRange::first).orElse(0L);
        long length = range.map(ByteRange::length).orElse(blob.size());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, content.answer().contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        if (request.getMethod().equals("HEAD")) {
            callback.succeeded();
        } else {
            new ContentWriter(content.bytes(), from, length, response, callback).iterate();
        }
    }

    private static void headers(Response response, MirrorResponse answer) {
        response.getHeaders().put(Objects.requireNonNull(CACHING.get(answer.freshness())));
        response.getHeaders().put(NO_SNIFFING);
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
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
}
