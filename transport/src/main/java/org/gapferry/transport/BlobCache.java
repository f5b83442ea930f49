package org.gapferry.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;

/**
 * Blobs on disk, and what is known of them, so that nothing is downloaded twice: a file is found by its URL, and by any
 * strong digest that is declared for it, wherever it was downloaded from. What is asked for several times at the same
 * time is downloaded once. Safe for use by several threads of one process.
 */
public final class BlobCache {
    private static final String FROM = ".from";
    private static final Duration KEPT = Duration.ofDays(30);

    private final Path folder;
    private final Http http;
    private final Map<String, CompletableFuture<Boolean>> underWay = new ConcurrentHashMap<>();

    public BlobCache(Path folder, Http http) {
        this.folder = folder;
        this.http = http;
    }

    /** A finished download: the blob, and its digests of further algorithms, those that were declared or wanted. */
    public record Downloaded(Blob blob, Map<DigestAlgorithm, String> digests) {
        public Downloaded {
            digests = Map.copyOf(digests);
        }
    }

    /**
     * A file of an upstream, checked against every digest that was declared for it while it streams to the disk.
     *
     * @param declared may be empty
     * @param action for messages, such as {@code express-4.21.2.tgz}
     * @param progress is given the number of bytes as they arrive
     * @return empty if the upstream has no such file
     * @throws UpstreamException if the upstream fails: this file cannot be had, others may
     * @throws ProblemException if the cache cannot be written, the time limit was reached, or nothing may be sent
     */
    public Optional<Downloaded> download(URI url, List<Checksum> declared, String action, LongConsumer progress) {
        return download(UpstreamRequest.get(url, "*/*", action), declared, progress);
    }

    /** A file that answers a request, as {@link #download(URI, List, String, LongConsumer)}. */
    public Optional<Downloaded> download(UpstreamRequest request, List<Checksum> declared, LongConsumer progress) {
        return download(request, declared, Set.of(), progress);
    }

    /**
     * A file that answers a request, as {@link #download(URI, List, String, LongConsumer)}.
     *
     * @param wanted algorithms whose digests the result has, whether they are declared or not
     */
    public Optional<Downloaded> download(
            UpstreamRequest request, List<Checksum> declared, Set<DigestAlgorithm> wanted, LongConsumer progress) {
        URI url = request.url();
        Optional<Checksum> strongest = strong(declared).findFirst();
        String key = strongest.map(Checksum::toString).orElse(url + "\n" + declared);
        while (true) {
            Optional<Downloaded> known = downloaded(url, declared)
                    .map(there -> completed(there, wanted, Optional.of(record(url, declared))));
            if (known.isPresent()) {
                return known;
            }
            CompletableFuture<Boolean> own = new CompletableFuture<>();
            CompletableFuture<Boolean> other = underWay.putIfAbsent(key, own);
            if (other == null) {
                try {
                    return fetch(request, declared, wanted, key, progress);
                } finally {
                    underWay.remove(key, own);
                    own.complete(true);
                }
            }
            await(other);
        }
    }

    /**
     * Waits for a download to end, whatever it comes to: then it is here, or is tried from the place that was asked
     * for.
     */
    private static void await(CompletableFuture<Boolean> other) {
        try {
            Tasks.<Boolean, ExecutionException>await(other::get);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Downloaded> fetch(
            UpstreamRequest request,
            List<Checksum> declared,
            Set<DigestAlgorithm> wanted,
            String key,
            LongConsumer progress) {
        Path part =
                parts().resolve(Digest.of(key.getBytes(StandardCharsets.UTF_8)).hex() + ".part");
        try {
            Download download = new Download(request.url(), declared, wanted, request.action(), progress, part);
            try {
                Optional<Downloaded> downloaded = http.exchange(request, download);
                if (downloaded.isPresent()) {
                    moveInto(part, downloaded.get().blob());
                    remember(downloaded.get(), record(request.url(), declared));
                }
                return downloaded;
            } finally {
                download.abandon();
            }
        } catch (IOException e) {
            throw DocumentCache.unwritable(folder, e);
        }
    }

    private void remember(Downloaded done, Path record) {
        write(record, done);
        done.digests().forEach((algorithm, value) -> {
            if (isStrong(algorithm)) {
                write(ofDigest(new Checksum(algorithm, value)), done);
            }
        });
    }

    /** Digests by which a file may be found that came from another place. */
    private static boolean isStrong(DigestAlgorithm algorithm) {
        return algorithm == DigestAlgorithm.SHA512
                || algorithm == DigestAlgorithm.SHA384
                || algorithm == DigestAlgorithm.SHA256;
    }

    private static Stream<Checksum> strong(List<Checksum> declared) {
        return declared.stream()
                .filter(checksum -> isStrong(checksum.algorithm()))
                .sorted(Comparator.comparing(Checksum::algorithm));
    }

    /** An earlier download, with the digests that were not computed then. */
    private Downloaded completed(Downloaded known, Set<DigestAlgorithm> wanted, Optional<Path> record) {
        Map<DigestAlgorithm, MessageDigest> missing = new EnumMap<>(DigestAlgorithm.class);
        for (DigestAlgorithm algorithm : wanted) {
            if (algorithm.isOfBytes()
                    && algorithm != DigestAlgorithm.SHA256
                    && !known.digests().containsKey(algorithm)) {
                missing.put(algorithm, algorithm.computation());
            }
        }
        if (missing.isEmpty()) {
            return known;
        }
        try (InputStream in = open(known.blob())) {
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (MessageDigest digest : missing.values()) {
                    digest.update(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            throw DocumentCache.unwritable(folder, e);
        }
        Map<DigestAlgorithm, String> digests = new HashMap<>(known.digests());
        missing.forEach(
                (algorithm, digest) -> digests.put(algorithm, HexFormat.of().formatHex(digest.digest())));
        Downloaded completed = new Downloaded(known.blob(), digests);
        record.ifPresent(place -> remember(completed, place));
        return completed;
    }

    /** True if a file was downloaded before, or its upstream has it now. */
    public boolean isThere(UpstreamRequest request) {
        return downloaded(request.url(), List.of()).isPresent() || http.exists(request);
    }

    /**
     * A file that is here already, from its URL or from another place where it had the digests that are declared for
     * it.
     */
    public Optional<Downloaded> downloaded(URI url, List<Checksum> declared) {
        Path record = record(url, declared);
        Optional<Downloaded> same = read(record).filter(known -> declared.stream()
                .allMatch(checksum -> checksum.algorithm() != DigestAlgorithm.SHA256
                        || checksum.value().equals(known.blob().digest().hex())));
        return same.isPresent()
                ? same
                : strong(declared)
                        .flatMap(checksum -> ofChecksum(checksum).stream())
                        .findFirst()
                        .flatMap(known -> proven(known, declared, record));
    }

    private Optional<Downloaded> ofChecksum(Checksum checksum) {
        if (checksum.algorithm() != DigestAlgorithm.SHA256) {
            return read(ofDigest(checksum));
        }
        Digest digest = new Digest(checksum.value());
        try {
            return Optional.of(new Downloaded(new Blob(digest, Files.size(path(digest))), Map.of()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A blob from another place, if it has every digest that is declared; remembered for this one. */
    private Optional<Downloaded> proven(Downloaded known, List<Checksum> declared, Path record) {
        Set<DigestAlgorithm> algorithms =
                declared.stream().map(Checksum::algorithm).collect(Collectors.toUnmodifiableSet());
        Downloaded completed = completed(known, algorithms, Optional.empty());
        for (Checksum checksum : declared) {
            String value = checksum.algorithm() == DigestAlgorithm.SHA256
                    ? completed.blob().digest().hex()
                    : completed.digests().get(checksum.algorithm());
            if (checksum.algorithm().isOfBytes() && !checksum.value().equals(value)) {
                return Optional.empty();
            }
        }
        remember(completed, record);
        return Optional.of(completed);
    }

    /**
     * Removes what a process that was killed left of its downloads, unless they can be resumed. For the start, before
     * any download.
     */
    public void tidy() {
        try (Stream<Path> parts = Files.list(parts())) {
            Instant longAgo = http.now().minus(KEPT);
            for (Path part : parts.toList()) {
                boolean resumable =
                        part.toString().endsWith(FROM) || Files.exists(part.resolveSibling(part.getFileName() + FROM));
                if (!resumable || Files.getLastModifiedTime(part).toInstant().isBefore(longAgo)) {
                    Files.deleteIfExists(part);
                }
            }
        } catch (IOException e) {
            throw DocumentCache.unwritable(folder, e);
        }
    }

    /** Where a download is remembered; its SHA-256 is in the record itself. */
    private Path record(URI url, List<Checksum> declared) {
        List<Checksum> others = declared.stream()
                .filter(checksum -> checksum.algorithm() != DigestAlgorithm.SHA256)
                .toList();
        String key = Digest.of((url + "\n" + others).getBytes(StandardCharsets.UTF_8))
                .hex();
        return folder.resolve("downloads").resolve(key.substring(0, 2)).resolve(key);
    }

    /** Where it is remembered which blob has a digest. */
    private Path ofDigest(Checksum checksum) {
        return folder.resolve("digests")
                .resolve(checksum.algorithm().word())
                .resolve(checksum.value().substring(0, 2))
                .resolve(checksum.value());
    }

    private Optional<Downloaded> read(Path record) {
        try {
            if (Files.exists(record)) {
                List<String> lines = Files.readString(record).lines().toList();
                if (lines.size() >= 2 && Digest.isHex(lines.get(0))) {
                    Blob blob = new Blob(new Digest(lines.get(0)), Long.parseLong(lines.get(1)));
                    Map<DigestAlgorithm, String> digests = new HashMap<>();
                    for (String line : lines.subList(2, lines.size())) {
                        Checksum checksum = Checksum.parse(line);
                        digests.put(checksum.algorithm(), checksum.value());
                    }
                    if (holds(blob)) {
                        return Optional.of(new Downloaded(blob, digests));
                    }
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private void write(Path record, Downloaded done) {
        try {
            Files.createDirectories(record.getParent());
            Path temporary = Files.createTempFile(record.getParent(), "download", ".tmp");
            StringBuilder text = new StringBuilder(done.blob().digest().hex());
            text.append('\n').append(done.blob().size()).append('\n');
            new TreeMap<>(done.digests()).forEach((algorithm, value) -> text.append(new Checksum(algorithm, value))
                    .append('\n'));
            Files.writeString(temporary, text);
            Files.move(temporary, record, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DocumentCache.unwritable(folder, e);
        }
    }

    /** Keeps a document as the content of its URL, instead of what it was before. */
    public Blob keep(URI url, byte[] bytes) {
        Blob blob = keep(bytes);
        write(record(url, List.of()), new Downloaded(blob, Map.of()));
        return blob;
    }

    /** Keeps bytes that were made here, or taken out of a document. */
    public Blob keep(byte[] bytes) {
        Blob blob = Blob.of(bytes);
        if (!holds(blob)) {
            Path temporary = temporary();
            try {
                Files.write(temporary, bytes);
                moveInto(temporary, blob);
            } catch (IOException e) {
                throw DocumentCache.unwritable(folder, e);
            }
        }
        return blob;
    }

    /** True if a blob is here, by its size. Its bytes are checked when it is packed. */
    public boolean holds(Blob blob) {
        try {
            return Files.size(path(blob.digest())) == blob.size();
        } catch (IOException e) {
            return false;
        }
    }

    public InputStream open(Blob blob) throws IOException {
        return Files.newInputStream(path(blob.digest()));
    }

    /** As {@link #open}, for formats that are not read from their beginning. */
    public SeekableByteChannel channel(Blob blob) throws IOException {
        return Files.newByteChannel(path(blob.digest()));
    }

    /** Forgets a blob that turned out to be damaged. */
    public void forget(Blob blob) throws IOException {
        Files.deleteIfExists(path(blob.digest()));
    }

    private Path path(Digest digest) {
        return folder.resolve("blobs").resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
    }

    private Path temporary() {
        try {
            return Files.createTempFile(parts(), "blob", ".part");
        } catch (IOException e) {
            throw DocumentCache.unwritable(folder, e);
        }
    }

    private Path parts() {
        try {
            return Files.createDirectories(folder.resolve("parts"));
        } catch (IOException e) {
            throw DocumentCache.unwritable(folder, e);
        }
    }

    private void moveInto(Path temporary, Blob blob) throws IOException {
        Path place = path(blob.digest());
        Files.createDirectories(place.getParent());
        Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
