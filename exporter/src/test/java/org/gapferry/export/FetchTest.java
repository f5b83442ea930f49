package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.EgressPolicy;
import org.gapferry.transport.Http;
import org.gapferry.transport.Network;
import org.gapferry.transport.RetryPolicy;
import org.gapferry.transport.TransportProblem;
import org.gapferry.transport.UpstreamFailure.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest {
    @TempDir
    private Path folder;

    private final MockWebServer server = new MockWebServer();
    private final Tasks tasks = new Tasks(4);
    private URI down = URI.create("http://127.0.0.1:1/");
    private Http http;
    private Fetch fetch;

    @BeforeEach
    void start() throws IOException {
        server.start();
        try (ServerSocket free = new ServerSocket(0)) {
            down = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/");
        }
        RetryPolicy retries = new RetryPolicy(
                2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1), Clock.systemUTC(), pause -> {});
        http = new Http(
                new EgressPolicy(List.of(server.url("/").uri(), down), List.of()), retries, Network.PLAIN, 8, "test");
        fetch = new Fetch(new BlobCache(folder.resolve("cache"), http), tasks, ExportListener.SILENT);
    }

    @AfterEach
    void stop() {
        http.close();
        tasks.close();
        server.close();
    }

    private SourceFile file(String name) {
        return new SourceFile(name, server.url("/" + name).uri(), List.of());
    }

    private static ResolvedArtifact artifact(String name, SourceFile... files) {
        return new ResolvedArtifact(
                Coordinates.parse("pkg:generic/" + name + "@1.0.0"), ArtifactMetadata.NOTHING, List.of(files), false);
    }

    @Test
    void filesOfOneArtifactAreFetchedSideBySideAndKeepTheirOrder() {
        CyclicBarrier together = new CyclicBarrier(3);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                try {
                    together.await(30, TimeUnit.SECONDS);
                } catch (BrokenBarrierException | TimeoutException e) {
                    return new MockResponse.Builder().code(400).build();
                }
                return new MockResponse.Builder()
                        .body(request.getUrl().encodedPath())
                        .build();
            }
        });
        ResolvedArtifact artifact = artifact("image", file("c"), file("a"), file("b"));
        Fetch.Result result = fetch.fetch(List.of(artifact));
        assertThat(result.failures()).isEmpty();
        assertThat(result.artifacts().get(artifact.coordinates()).files())
                .extracting(ArtifactFile::name)
                .containsExactlyInAnyOrder("a", "b", "c");
        int requests = server.getRequestCount();
        assertThat(fetch.fetch(List.of(artifact)).artifacts()).hasSize(1);
        assertThat(server.getRequestCount()).isEqualTo(requests);
    }

    @Test
    void whatAnUpstreamDoesNotGiveFailsItsArtifactAndNothingElse() {
        Map<String, Kind> refused = Map.of(
                "401", Kind.REFUSAL,
                "403", Kind.REFUSAL,
                "404", Kind.ABSENCE,
                "429", Kind.REFUSAL,
                "451", Kind.REFUSAL,
                "503", Kind.OUTAGE);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String name = request.getUrl().encodedPath().substring(1);
                if (!refused.containsKey(name)) {
                    return new MockResponse.Builder().body(name).build();
                }
                MockResponse.Builder answer = new MockResponse.Builder()
                        .code(Integer.parseInt(name))
                        .addHeader("Content-Type", "application/json")
                        .body("{\"message\":\"reason of " + name + "\"}");
                return (name.equals("429") ? answer.addHeader("Retry-After", "3600") : answer).build();
            }
        });
        List<ResolvedArtifact> artifacts = new java.util.ArrayList<>();
        refused.keySet().forEach(name -> artifacts.add(artifact("a" + name, file("good-of-" + name), file(name))));
        ResolvedArtifact unreachable = artifact("down", new SourceFile("x", down.resolve("x"), List.of()));
        ResolvedArtifact elsewhere =
                artifact("elsewhere", new SourceFile("x", URI.create("https://elsewhere.test/x"), List.of()));
        ResolvedArtifact good = artifact("good", file("good"));
        artifacts.addAll(List.of(unreachable, elsewhere, good));
        Fetch.Result result = fetch.fetch(artifacts);
        assertThat(result.artifacts()).containsOnlyKeys(good.coordinates());
        assertThat(result.failures()).hasSize(refused.size() + 2);
        refused.forEach((name, kind) -> {
            List<Fetch.Failure> failures =
                    result.failures().get(artifact("a" + name).coordinates());
            assertThat(failures).hasSize(1);
            assertThat(failures.get(0).file()).isEqualTo(name);
            assertThat(failures.get(0).upstream().kind()).as(name).isEqualTo(kind);
            if (kind != Kind.ABSENCE) {
                assertThat(failures.get(0).upstream().status()).hasValue(Integer.parseInt(name));
                assertThat(failures.get(0).problem().what()).contains("reason of " + name);
            }
            assertThat(failures.get(0).upstream().retryAt().isPresent()).isEqualTo(name.equals("429"));
        });
        assertThat(result.failures()
                        .get(unreachable.coordinates())
                        .get(0)
                        .upstream()
                        .kind())
                .isEqualTo(Kind.OUTAGE);
        assertThat(result.failures()
                        .get(elsewhere.coordinates())
                        .get(0)
                        .upstream()
                        .kind())
                .isEqualTo(Kind.BLOCKED);
        assertThat(result.problems().get(elsewhere.coordinates()).code()).isEqualTo(TransportProblem.HOST_NOT_ALLOWED);
    }

    @Test
    void aCacheThatCannotBeWrittenEndsTheExport() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder().body("x").build();
            }
        });
        Files.write(folder.resolve("cache"), "not a folder".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> fetch.fetch(List.of(artifact("a", file("a")))))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.first().code()).isEqualTo(TransportProblem.CACHE_UNWRITABLE));
    }
}
