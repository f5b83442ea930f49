package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.contract.toy.Toy;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.npm.NpmEcosystem;
import org.gapferry.mirror.http.MirrorServer;
import org.gapferry.mirror.http.MirrorSettings;
import org.gapferry.mirror.store.Store;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second ecosystem is one line: it crosses, is served, and implies packages of another ecosystem. */
@Tag("java")
class ToyCrossingTest {
    @TempDir
    private Path folder;

    @Test
    void toysCrossAndBringThePackagesThatTheyImply() throws Exception {
        try (MockWebServer toys = new MockWebServer();
                FakeNpmRegistry npm = new FakeNpmRegistry()) {
            toys.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    return switch (request.getUrl().encodedPath()) {
                        case "/train.toy" ->
                            new MockResponse.Builder().body("1.0\nrail\n").build();
                        case "/rail.toy" ->
                            new MockResponse.Builder()
                                    .body("2.1\nnpm:left@^1\n")
                                    .build();
                        default -> new MockResponse.Builder().code(404).build();
                    };
                }
            });
            toys.start();
            npm.version("left", "1.3.0").needs("right", "*").publish();
            npm.version("right", "1.0.0").publish();
            Program program = new Program(folder);
            String fingerprint = program.setUp();
            program.manifest("version: 1\nname: toys\ntoy: [train]\nupstreams: {toy: \"http://127.0.0.1:"
                    + toys.getPort() + "/\", npm: \"" + npm.url() + "\"}\n");
            Program.Ended exported = program.export();
            assertThat(exported.exit()).as(exported.err()).isZero();
            Path store = program.store(fingerprint);
            assertThat(program.run("import", exported.lastLine(), "--store", store)
                            .exit())
                    .isZero();
            try (Store open = Store.open(store, new LocalDisk(), Clock.systemUTC());
                    MirrorServer server = MirrorServer.start(
                            open,
                            new Ecosystems(List.of(NpmEcosystem.ECOSYSTEM, Toy.ECOSYSTEM)),
                            MirrorSettings.parse("127.0.0.1:0", ""))) {
                assertThat(get(server.base().resolve("toy/train"))).isEqualTo("1.0\n");
                assertThat(get(server.base().resolve("toy/rail/2.1"))).isEqualTo("2.1\nnpm:left@^1\n");
                assertThat(get(server.base().resolve("npm/right"))).contains("\"1.0.0\"");
            }
            assertThat(program.run("client-config", "toy", "--url", "http://mirror.test:1")
                            .out())
                    .isEqualTo("export TOY_BOX='http://mirror.test:1/toy/'\n");
            assertThat(Files.readString(folder.resolve("gapferry.lock.json")))
                    .contains("pkg:toy/rail@2.1 says so left@^1");
        }
    }

    private static String get(URI url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
                .body();
    }
}
