package org.gapferry.transport;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;
import org.gapferry.transport.UpstreamRequest.Range;

/**
 * A file of an upstream that is read in ranges (RFC 9110 14), for formats that are read from their end, such as a zip's
 * central directory: a wheel's metadata is read without downloading the wheel.
 *
 * <p>All that is read is of one version of the file: each answer must have the size and the validators of the first,
 * else reading fails with {@link TransportProblem#CHANGED}. Nothing is compared with a digest, so what is read is as
 * trustworthy as the upstream, until the file itself was downloaded. At most 4 MiB are kept in memory, in blocks;
 * neighbouring blocks are read with one request.
 *
 * <p>Failures of the upstream are thrown as {@link UpstreamException}. Safe for use by several threads, one at a time.
 */
public final class RemoteFile implements SeekableByteChannel {
    private static final int BLOCK = 1 << 16;
    private static final int MOST_BLOCKS = 64;
    /** As many blocks are read with one request. */
    private static final int LONGEST_RUN = 16;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");

    private final Http http;
    private final UpstreamRequest request;
    private final Version version;
    /** The end of the file, which comes with the first answer and is kept. */
    private final byte[] tail;

    private final Map<Long, byte[]> blocks = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > MOST_BLOCKS;
        }
    };
    private long position;
    private boolean open = true;

    private RemoteFile(Http http, UpstreamRequest request, Version version, byte[] tail) {
        this.http = http;
        this.request = request;
        this.version = version;
        this.tail = tail;
    }

    /** What an upstream answered that was asked for the end of a file. */
    public sealed interface Opened {
        /** The file can be read in ranges. */
        record Ranged(RemoteFile file) implements Opened {}

        /** The upstream has the file, but does not answer ranges: it can only be downloaded. */
        record NoRanges() implements Opened {}

        /** The upstream has no such file. */
        record Absent() implements Opened {}
    }

    /** By what two answers are known to be of the same version of a file. */
    private record Version(long size, String eTag, String lastModified) {
        static Version of(Response response, long size) {
            return new Version(
                    size,
                    Objects.requireNonNullElse(response.header("ETag"), ""),
                    Objects.requireNonNullElse(response.header("Last-Modified"), ""));
        }

        /** What makes the server send everything if the file changed; empty where nothing does. */
        Optional<String> ifRange() {
            return eTag.startsWith("\"") ? Optional.of(eTag) : Optional.empty();
        }
    }

    /**
     * Asks for the end of a file, and tells whether the rest can be read in ranges too. One request.
     *
     * @throws UpstreamException if the upstream fails
     * @throws org.gapferry.bundle.ProblemException if nothing may be sent
     */
    public static Opened open(Http http, UpstreamRequest request) {
        return http.get(request.range(Range.last(BLOCK)), Http.IDENTITY, response -> opened(http, request, response))
                .orElseGet(Opened.Absent::new);
    }

    private static Opened opened(Http http, UpstreamRequest request, Response response) throws IOException {
        if (response.code() == 200) {
            long length = response.body().contentLength();
            if (length < 0 || length > BLOCK) {
                return new Opened.NoRanges();
            }
            byte[] whole = exactly((int) length, response, request);
            return new Opened.Ranged(new RemoteFile(http, request, Version.of(response, length), whole));
        }
        Matcher range = CONTENT_RANGE.matcher(String.valueOf(response.header("Content-Range")));
        if (response.code() != 206 || !range.matches()) {
            return new Opened.NoRanges();
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        long size = Long.parseLong(range.group(3));
        if (last != size - 1 || first > last || last - first >= BLOCK) {
            return new Opened.NoRanges();
        }
        byte[] tail = exactly((int) (last - first + 1), response, request);
        return new Opened.Ranged(new RemoteFile(http, request, Version.of(response, size), tail));
    }

    private static byte[] exactly(int length, Response response, UpstreamRequest request) throws IOException {
        byte[] bytes = response.body().byteStream().readNBytes(length);
        if (bytes.length < length) {
            throw new Http.Unusable(TransportProblem.TRUNCATED.at(
                    RedactedUrl.of(request.url()), request.action() + " ended too early"));
        }
        return bytes;
    }

    @Override
    public synchronized int read(ByteBuffer to) throws IOException {
        requireOpen();
        if (!to.hasRemaining()) {
            return 0;
        }
        if (position >= version.size()) {
            return -1;
        }
        int before = to.remaining();
        while (to.hasRemaining() && position < version.size()) {
            long start = tailStart();
            byte[] from = position >= start ? tail : block(position / BLOCK, to.remaining());
            int offset = (int) (position >= start ? position - start : position % BLOCK);
            int count = Math.min(from.length - offset, to.remaining());
            to.put(from, offset, count);
            position += count;
        }
        return before - to.remaining();
    }

    private long tailStart() {
        return version.size() - tail.length;
    }

    /** A block, read with as many of those behind it as are wanted and not here. */
    private byte[] block(long index, long wanted) {
        byte[] known = blocks.get(index);
        if (known != null) {
            return known;
        }
        long last = Math.min(index + LONGEST_RUN - 1, (position + wanted - 1) / BLOCK);
        last = Math.min(last, (tailStart() - 1) / BLOCK);
        for (long next = index + 1; next <= last; next++) {
            if (blocks.containsKey(next)) {
                last = next - 1;
            }
        }
        long from = index * BLOCK;
        long to = Math.min((last + 1) * BLOCK, tailStart()) - 1;
        byte[] bytes = fetch(from, to);
        for (long next = index; next <= last; next++) {
            int at = (int) (next * BLOCK - from);
            blocks.put(next, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + BLOCK)));
        }
        return Arrays.copyOfRange(bytes, 0, Math.min(bytes.length, BLOCK));
    }

    private byte[] fetch(long from, long to) {
        Map<String, String> headers = new HashMap<>(Http.IDENTITY);
        version.ifRange().ifPresent(tag -> headers.put("If-Range", tag));
        return http.get(request.range(Range.of(from, to)), headers, response -> part(from, to, response))
                .orElseThrow(this::changed);
    }

    private byte[] part(long from, long to, Response response) throws IOException {
        if (response.code() != 206) {
            throw changed();
        }
        String expected = "bytes " + from + "-" + to + "/" + version.size();
        if (!expected.equals(response.header("Content-Range"))
                || !version.equals(Version.of(response, version.size()))) {
            throw changed();
        }
        return exactly((int) (to - from + 1), response, request);
    }

    private UpstreamException changed() {
        URI url = request.url();
        return new UpstreamException(
                TransportProblem.CHANGED.at(
                        RedactedUrl.of(url),
                        request.action() + " changed while it was read",
                        "run the same command again"),
                UpstreamFailure.of(UpstreamFailure.Kind.UNUSABLE));
    }

    private void requireOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public synchronized long position() throws ClosedChannelException {
        requireOpen();
        return position;
    }

    @Override
    public synchronized RemoteFile position(long to) throws ClosedChannelException {
        requireOpen();
        if (to < 0) {
            throw new IllegalArgumentException("position " + to);
        }
        position = to;
        return this;
    }

    @Override
    public synchronized long size() throws ClosedChannelException {
        requireOpen();
        return version.size();
    }

    @Override
    public synchronized boolean isOpen() {
        return open;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public synchronized void close() {
        open = false;
        blocks.clear();
    }
}
