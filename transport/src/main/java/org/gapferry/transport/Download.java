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
 * One file on its way: hashed while it arrives, and resumed where it broke off (RFC 9110 14.2, 13.1.5), in this process
 * or in the next one.
 *
 * <p>Two things prove that the joined bytes are one file: a validator of the upstream, which makes the server send
 * everything anew if the file changed; or a declared digest, with which a download is resumed even where the upstream
 * gives no validator, and after a crash. Should the joined bytes not have the digest, the file is fetched from its
 * beginning.
 */
final class Download implements Http.Exchange<BlobCache.Downloaded> {
    /** Less than this is not kept for the next process. */
    private static final long WORTH_KEEPING = 1 << 20;

    /** An attempt that came farther by this is worth others. */
    private static final long LEAST_PROGRESS = 16 << 10;

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
    /** How far an attempt has come that counts as progress. */
    private long farthest;

    private boolean progressed;
    /** False once the server said, or showed, that its ranges cannot be relied on. */
    private boolean ranges = true;
    /** True if the last bytes were joined to earlier ones. */
    private boolean joined;

    /**
     * @param part where the bytes are kept; no other download writes there
     */
    Download(
            URI url,
            List<Checksum> declared,
            Set<DigestAlgorithm> wanted,
            String action,
            LongConsumer progress,
            Path part)
            throws IOException {
        this.url = url;
        this.declared = declared;
        this.wanted = wanted;
        this.action = action;
        this.progress = progress;
        this.part = part;
        this.note = part.resolveSibling(part.getFileName() + ".from");
        restart();
        if (isProvable() && Files.exists(note) && Files.exists(part)) {
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

    /** True if a declared digest tells whether the bytes are right, wherever they came from. */
    private boolean isProvable() {
        return declared.stream().anyMatch(checksum -> checksum.algorithm().isOfBytes());
    }

    /** What a process before this one had, perhaps from another place. */
    private void takeUp() throws IOException {
        List<String> from =
                Files.readString(note, StandardCharsets.UTF_8).lines().toList();
        try (InputStream in = Files.newInputStream(part)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                update(buffer, count);
            }
        }
        validator = from.size() == 2 && from.get(1).equals(place()) ? from.get(0) : "";
        farthest = size;
    }

    private String place() {
        return Digest.of(url.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }

    private void update(byte[] buffer, int count) {
        for (MessageDigest digest : digests.values()) {
            digest.update(buffer, 0, count);
        }
        size += count;
    }

    private boolean resumes() {
        return ranges && size > 0 && (!validator.isEmpty() || isProvable());
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>(Http.IDENTITY);
        if (resumes()) {
            headers.put("Range", "bytes=" + size + "-");
            if (!validator.isEmpty()) {
                headers.put("If-Range", validator);
            }
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
        String range = String.valueOf(response.header("Content-Range"));
        if (response.code() == 416 && isProvable() && range.equals("bytes */" + size)) {
            joined = true;
            return finish();
        }
        if (response.code() == 416 || response.code() == 206 && !range.startsWith("bytes " + size + "-")) {
            ranges = false;
            restart();
            throw new Http.Unusable(TransportProblem.TRUNCATED.at(
                    RedactedUrl.of(url), action + " cannot be resumed; restarting the download"));
        }
        if (response.code() != 206) {
            restart();
            ranges = !"none".equalsIgnoreCase(response.header("Accept-Ranges"));
            validator = ranges ? validator(response) : "";
        }
        joined = response.code() == 206;
        receive(response);
        return finish();
    }

    /** What If-Range may hold: a strong ETag, or else the date. */
    private static String validator(Response response) {
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
                if (size - farthest >= LEAST_PROGRESS) {
                    progressed = true;
                    farthest = size;
                }
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
            Files.writeString(note, validator + "\n" + place() + "\n", StandardCharsets.UTF_8);
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
                ranges &= !joined;
                restart();
                progressed = false;
                throw new Http.Unusable(TransportProblem.WRONG_DIGEST.at(
                        RedactedUrl.of(url),
                        action + " was declared with " + checksum + " and arrived with "
                                + new Checksum(checksum.algorithm(), actual),
                        "the upstream, a cache or a proxy changed it; the download was discarded"));
            }
        }
        Files.deleteIfExists(note);
        return new BlobCache.Downloaded(blob, computed);
    }

    /** Removes what came, unless the next process can resume it. */
    void abandon() {
        try {
            if (!resumes() || !isProvable() || size < WORTH_KEEPING) {
                Files.deleteIfExists(part);
                Files.deleteIfExists(note);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
