package org.gapferry.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads that break off, and downloads of what is here already. */
class DownloadTest {
    private static final int ATTEMPTS = 3;

    @TempDir
    private Path folder;

    private final MockWebServer server = new MockWebServer();
    private final Files files = new Files();
    private Http http;
    private BlobCache cache;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(files);
        server.start();
        RetryPolicy retries = new RetryPolicy(
                ATTEMPTS,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ofSeconds(60),
                Clock.systemUTC(),
                pause -> {});
        http = new Http(new EgressPolicy(List.of(server.url("/").uri()), List.of()), retries, Network.PLAIN, 4, "test");
        cache = new BlobCache(folder.resolve("cache"), http);
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private static byte[] bytes(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A server without validators, which may send only a part of what is asked for and then close the connection. */
    private static final class Files extends Dispatcher {
        private byte[] content = bytes(1 << 20, 1);
        private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
        private int most = Integer.MAX_VALUE;
        private boolean ranges = true;
        /** What is sent from the second range on is of another file. */
        private boolean mixes;

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            String path = request.getUrl().encodedPath();
            String range = request.getHeaders().get("Range");
            asked.add(path + " " + range + " " + request.getHeaders().get("If-Range"));
            if (path.startsWith("/missing")) {
                return new MockResponse.Builder().code(404).build();
            }
            MockResponse.Builder answer = new MockResponse.Builder();
            int from = 0;
            byte[] source = content;
            if (range != null && ranges) {
                from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
                answer.code(206)
                        .addHeader(
                                "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
                source = mixes ? bytes(content.length, 2) : content;
            }
            int to = (int) Math.min(content.length, (long) from + most);
            answer.body(new Buffer().write(Arrays.copyOfRange(source, from, to)))
                    .setHeader("Content-Length", content.length - from);
            if (to < content.length) {
                answer.onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE);
            }
            return answer.build();
        }
    }

    private URI url(String path) {
        return server.url(path).uri();
    }

    private List<Checksum> sha256() {
        return List.of(Checksum.of(Digest.of(files.content)));
    }

    private Checksum checksum(DigestAlgorithm algorithm) {
        return new Checksum(
                algorithm, HexFormat.of().formatHex(algorithm.computation().digest(files.content)));
    }

    private Optional<BlobCache.Downloaded> download(String path, List<Checksum> declared) {
        return cache.download(url(path), declared, path, count -> {});
    }

    private byte[] stored(BlobCache.Downloaded downloaded) throws IOException {
        try (InputStream in = cache.open(downloaded.blob())) {
            return in.readAllBytes();
        }
    }

    @Test
    void aDownloadWithADeclaredDigestIsResumedThoughTheServerGivesNoValidator() throws IOException {
        files.most = 100_000;
        assertThat(stored(download("/a", sha256()).orElseThrow())).isEqualTo(files.content);
        assertThat(files.asked).hasSize(11).startsWith("/a null null", "/a bytes=100000- null");
    }

    @Test
    void whatAdvancesIsNotGivenUpAndWhatDoesNotIs() {
        files.most = 50_000;
        assertThat(download("/a", sha256())).isPresent();
        assertThat(files.asked).as("many more than there are attempts").hasSize(21);
        files.asked.clear();
        ProblemException failed = catchThrowableOfType(ProblemException.class, () -> download("/b", List.of()));
        assertThat(failed.first().code()).isEqualTo(TransportProblem.UNREACHABLE);
        assertThat(files.asked)
                .as("nothing proves the joined bytes")
                .hasSize(ATTEMPTS)
                .containsOnly("/b null null");
        files.asked.clear();
        files.most = 1;
        catchThrowableOfType(
                ProblemException.class, () -> download("/c", List.of(Checksum.of(Digest.of(new byte[0])))));
        assertThat(files.asked).as("a byte each time is no progress").hasSize(ATTEMPTS);
    }

    @Test
    void joinedBytesThatAreNotTheFileAreFetchedFromTheBeginning() throws IOException {
        files.most = 600_000;
        files.mixes = true;
        catchThrowableOfType(ProblemException.class, () -> download("/a", sha256()));
        assertThat(files.asked).contains("/a bytes=600000- null");
        files.asked.clear();
        files.most = Integer.MAX_VALUE;
        assertThat(stored(download("/a", sha256()).orElseThrow())).isEqualTo(files.content);
    }

    @Test
    void aServerThatIgnoresRangesIsReadFromTheBeginning() throws IOException {
        files.most = 900_000;
        files.ranges = false;
        assertThat(catchThrowableOfType(ProblemException.class, () -> download("/a", sha256()))
                        .first()
                        .code())
                .isEqualTo(TransportProblem.UNREACHABLE);
        files.most = Integer.MAX_VALUE;
        assertThat(stored(download("/a", sha256()).orElseThrow())).isEqualTo(files.content);
    }

    @Test
    void aFileOfManyPlacesIsDownloadedOnceAlsoWhenItIsAskedForSideBySide() throws IOException {
        List<Integer> places = IntStream.range(0, 10).boxed().toList();
        try (Tasks tasks = new Tasks(4)) {
            List<Optional<BlobCache.Downloaded>> all =
                    tasks.all(places, place -> download("/repository" + place + "/layer", sha256()));
            assertThat(all).hasSize(10).allMatch(Optional::isPresent);
            assertThat(stored(all.get(9).orElseThrow())).isEqualTo(files.content);
        }
        assertThat(files.asked).hasSize(1);
        assertThat(download("/elsewhere", List.of(checksum(DigestAlgorithm.SHA512))))
                .isPresent();
        assertThat(files.asked).as("its SHA-512 was not computed before").hasSize(2);
        assertThat(download("/third", List.of(checksum(DigestAlgorithm.SHA512), checksum(DigestAlgorithm.SHA1))))
                .isPresent();
        assertThat(cache.downloaded(url("/fourth"), sha256())).isPresent();
        assertThat(files.asked).hasSize(2);
    }

    @Test
    void whereOnePlaceDoesNotHaveAFileTheOthersAreAsked() {
        try (Tasks tasks = new Tasks(4)) {
            List<Optional<BlobCache.Downloaded>> all = tasks.all(
                    List.of("/missing/1", "/missing/2", "/there", "/missing/3"), path -> download(path, sha256()));
            assertThat(all.get(2)).isPresent();
        }
        assertThat(files.asked.stream().filter(line -> line.startsWith("/there")))
                .hasSize(1);
    }

    @Test
    void aFileIsNotTakenFromTheCacheIfAnyDeclaredDigestDiffers() {
        assertThat(download("/a", sha256())).isPresent();
        List<Checksum> contradictory = List.of(sha256().get(0), new Checksum(DigestAlgorithm.SHA1, "00".repeat(20)));
        assertThat(catchThrowableOfType(ProblemException.class, () -> download("/b", contradictory))
                        .first()
                        .code())
                .isEqualTo(TransportProblem.WRONG_DIGEST);
        assertThat(cache.downloaded(url("/c"), List.of(checksum(DigestAlgorithm.SHA1))))
                .as("a weak digest finds nothing from another place")
                .isEmpty();
    }
}
