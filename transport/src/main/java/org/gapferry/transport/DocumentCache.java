package org.gapferry.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import okhttp3.Response;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;

/**
 * Documents of upstreams on disk, revalidated by one conditional request each (RFC 9111 4.3). A document is never used
 * without asking, since registries state lifetimes that would hide what was published meanwhile; without a network the
 * last one is used.
 */
public final class DocumentCache {
    private final Path folder;
    private final Http http;

    public DocumentCache(Path folder, Http http) {
        this.folder = folder;
        this.http = http;
    }

    /**
     * The current document of a URL.
     *
     * @param action for messages, such as {@code metadata of express}
     * @param max the largest document in bytes
     * @return a file that is not changed while this process runs; empty if the upstream has no such document
     * @throws UpstreamException if the upstream fails: this document cannot be had, others may
     * @throws ProblemException if the cache cannot be written, the time limit was reached, or nothing may be sent
     */
    public Optional<Path> get(URI url, String accept, String action, long max) {
        return get(UpstreamRequest.get(url, accept, action), max);
    }

    /** The current document that answers a request, as {@link #get(URI, String, String, long)}. */
    public Optional<Path> get(UpstreamRequest request, long max) {
        URI url = request.url();
        String accept = request.accept();
        String action = request.action();
        String whose = request.ways().stream()
                .filter(way -> !way.equals(ClientSettings.NONE))
                .map(way -> "\n" + way.identity())
                .collect(Collectors.joining());
        String key = Digest.of((url + "\n" + accept + whose).getBytes(StandardCharsets.UTF_8))
                .hex();
        Path body = folder.resolve(key.substring(0, 2)).resolve(key + ".body");
        Path validators = folder.resolve(key.substring(0, 2)).resolve(key + ".validators");
        Path absent = folder.resolve(key.substring(0, 2)).resolve(key + ".absent");
        if (http.isOffline()) {
            return cached(url, action, body, absent);
        }
        Map<String, String> headers = new HashMap<>();
        List<String> known = read(validators);
        if (Files.exists(body) && known.size() == 3 && known.get(0).equals(url.toString())) {
            if (!known.get(1).isEmpty()) {
                headers.put("If-None-Match", known.get(1));
            }
            if (!known.get(2).isEmpty()) {
                headers.put("If-Modified-Since", known.get(2));
            }
        }
        Optional<Path> document = http.get(request, headers, response -> {
            if (response.code() == 200) {
                requireDocument(request, response);
                store(url, response, action, max, body, validators);
                Files.deleteIfExists(absent);
            }
            return body;
        });
        if (document.isEmpty()) {
            remember(absent);
        }
        return document;
    }

    private static UpstreamException unusable(Problem problem) {
        return new UpstreamException(problem, UpstreamFailure.of(UpstreamFailure.Kind.UNUSABLE));
    }

    /** Proxies and portals of a site answer with an HTML page where a program asked for JSON. */
    private static void requireDocument(UpstreamRequest request, Response response) {
        String type = String.valueOf(response.header("Content-Type")).toLowerCase(Locale.ROOT);
        if (request.accept().contains("json") && type.startsWith("text/html")) {
            throw unusable(TransportProblem.HTML_PAGE.at(
                    RedactedUrl.of(request.url()),
                    request.action() + ": the upstream answered with an HTML page",
                    "open the URL in a browser on this machine: there may be a login page or a proxy in between"));
        }
    }

    /** The last answer of the upstream, without asking it. */
    private static Optional<Path> cached(URI url, String action, Path body, Path absent) {
        if (Files.exists(absent)) {
            return Optional.empty();
        } else if (Files.exists(body)) {
            return Optional.of(body);
        }
        throw Http.notCached(url, action);
    }

    private void remember(Path absent) {
        try {
            Files.createDirectories(absent.getParent());
            Files.writeString(absent, "");
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private static List<String> read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file).lines().toList() : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private void store(URI url, Response response, String action, long max, Path body, Path validators)
            throws IOException {
        Path temporary;
        try {
            Files.createDirectories(body.getParent());
            temporary = Files.createTempFile(body.getParent(), "doc", ".tmp");
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
        try {
            try (InputStream in = response.body().byteStream();
                    OutputStream out = Files.newOutputStream(temporary)) {
                byte[] buffer = new byte[1 << 16];
                long size = 0;
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    size += count;
                    if (size > max) {
                        throw unusable(TransportProblem.TOO_LARGE.at(
                                RedactedUrl.of(url), action + " is larger than " + max + " bytes"));
                    }
                    write(out, buffer, count);
                }
            }
            String eTag = response.header("ETag", "");
            String lastModified = response.header("Last-Modified", "");
            Files.deleteIfExists(validators);
            Files.move(temporary, body, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            Files.writeString(validators, url + "\n" + eTag + "\n" + lastModified + "\n");
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void write(OutputStream out, byte[] buffer, int count) {
        try {
            out.write(buffer, 0, count);
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    static ProblemException unwritable(Path folder, IOException e) {
        return TransportProblem.CACHE_UNWRITABLE
                .thrown(
                        folder.toString(),
                        "cannot write the cache: " + FileReason.withFile(e),
                        "free some space, or choose another folder with --state")
                .causedBy(e);
    }
}
