package org.gapferry.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import okhttp3.Response;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.DigestAlgorithm;

/**
 * One file on its way: hashed while it arrives, and gone on with where it broke off (RFC 9110 14.2, 13.1.5), in this process, or in the next one
 * where a digest was declared that tells what a crash may have done to it.
 */
final class Download implements Http.Exchange<BlobCache.Downloaded> {
    /** Less than this is asked for anew. */
    private static final long WORTH_RESUMING = 1 << 20;

    private static final int BUFFER = 1 << 17;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LEAST_IN_WINDOW = 16 << 10;

    private final URI url;
    private final List<Checksum> declared;
    private final String action;
    private final LongConsumer progress;
    private final Path part;
    private final Path note;
    private final Set<DigestAlgorithm> wanted;
    private Map<DigestAlgorithm, MessageDigest> digests = new EnumMap<>(DigestAlgorithm.class);
    private long size;
    private String validator = "";
    /** The largest size so far: an attempt that came farther is worth others, one that began anew is not. */
    private long farthest;

    private boolean progressed;

    /**
     * @param part where the bytes are kept
     * @param resumable true if nobody else writes there, in this process or another
     */
    Download(
            URI url,
            List<Checksum> declared,
            Set<DigestAlgorithm> wanted,
            String action,
            LongConsumer progress,
            Path part,
            boolean resumable)
            throws IOException {
        this.url = url;
        this.declared = declared;
        this.wanted = wanted;
        this.action = action;
        this.progress = progress;
        this.part = part;
        this.note = part.resolveSibling(part.getFileName() + ".from");
        restart();
        if (resumable && !declared.isEmpty() && Files.exists(note) && Files.exists(part)) {
            takeUp();
        }
    }

    private void restart() {
        digests = new EnumMap<>(DigestAlgorithm.class);
        digests.put(DigestAlgorithm.SHA256, Digest.sha256());
        Stream.concat(wanted.stream(), declared.stream().map(Checksum::algorithm))
                .filter(DigestAlgorithm::isOfBytes)
                .forEach(algorithm -> digests.computeIfAbsent(algorithm, DigestAlgorithm::computation));
        size = 0;
        validator = "";
    }

    /** What a process before this one had. */
    private void takeUp() throws IOException {
        String from = Files.readString(note, StandardCharsets.UTF_8);
        try (InputStream in = Files.newInputStream(part)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                update(buffer, count);
            }
        }
        validator = from.strip();
    }

    private void update(byte[] buffer, int count) {
        for (MessageDigest digest : digests.values()) {
            digest.update(buffer, 0, count);
        }
        size += count;
    }

    private boolean resumes() {
        return size >= WORTH_RESUMING && !validator.isEmpty();
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>(Http.IDENTITY);
        if (resumes()) {
            headers.put("Range", "bytes=" + size + "-");
            headers.put("If-Range", validator);
        }
        return headers;
    }

    @Override
    public boolean progressed() {
        boolean did = progressed;
        progressed = false;
        return did;
    }

    @Override
    public BlobCache.Downloaded read(Response response) throws IOException {
        if (response.code() == 416 || response.code() == 206 && !isTheRest(response)) {
            restart();
            throw new Http.Unusable(TransportProblem.TRUNCATED.at(
                    RedactedUrl.of(url), action + " cannot be gone on with; it is fetched from its beginning"));
        }
        if (response.code() != 206) {
            restart();
            validator = strongValidator(response);
        }
        receive(response);
        return finish();
    }

    private boolean isTheRest(Response response) {
        String range = response.header("Content-Range", "");
        return range != null && range.startsWith("bytes " + size + "-");
    }

    /** What If-Range may hold: a strong ETag, or else the date. */
    private static String strongValidator(Response response) {
        if ("none".equalsIgnoreCase(response.header("Accept-Ranges"))) {
            return "";
        }
        String tag = Optional.ofNullable(response.header("ETag")).orElse("");
        return tag.startsWith("\"")
                ? tag
                : Optional.ofNullable(response.header("Last-Modified")).orElse("");
    }

    private void receive(Response response) throws IOException {
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                InputStream in = response.body().byteStream()) {
            out.truncate(size).position(size);
            remember();
            byte[] buffer = new byte[BUFFER];
            long window = System.nanoTime();
            long before = size;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                write(out, ByteBuffer.wrap(buffer, 0, count));
                update(buffer, count);
                progressed |= size > farthest;
                farthest = Math.max(farthest, size);
                progress.accept(count);
                long now = System.nanoTime();
                if (now - window > WINDOW_NANOS) {
                    if (size - before < LEAST_IN_WINDOW) {
                        throw new InterruptedIOException("stalled");
                    }
                    window = now;
                    before = size;
                }
            }
        }
    }

    private void remember() {
        try {
            Files.writeString(note, validator + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw DocumentCache.unwritable(part, e);
        }
    }

    private void write(FileChannel out, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw DocumentCache.unwritable(part, e);
        }
    }

    private BlobCache.Downloaded finish() throws IOException {
        Map<DigestAlgorithm, String> computed = new EnumMap<>(DigestAlgorithm.class);
        digests.forEach(
                (algorithm, digest) -> computed.put(algorithm, HexFormat.of().formatHex(digest.digest())));
        Blob blob = new Blob(new Digest(String.valueOf(computed.remove(DigestAlgorithm.SHA256))), size);
        for (Checksum checksum : declared) {
            String actual = checksum.algorithm() == DigestAlgorithm.SHA256
                    ? blob.digest().hex()
                    : computed.get(checksum.algorithm());
            if (actual != null && !checksum.value().equals(actual)) {
                restart();
                progressed = false;
                throw new Http.Unusable(TransportProblem.WRONG_DIGEST.at(
                        RedactedUrl.of(url),
                        action + " was declared with " + checksum + " and arrived with "
                                + new Checksum(checksum.algorithm(), actual),
                        "the upstream, a cache or a proxy changed it; it was not taken"));
            }
        }
        Files.deleteIfExists(note);
        return new BlobCache.Downloaded(blob, computed);
    }

    /** Removes what came, unless the next process may go on with it. */
    void abandon() {
        try {
            if (!resumes() || declared.isEmpty()) {
                Files.deleteIfExists(part);
                Files.deleteIfExists(note);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
