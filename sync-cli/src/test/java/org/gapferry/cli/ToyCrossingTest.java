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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    @Test
    void aLogGrowsWithItsRankAndNeverGoesBack() throws Exception {
        Map<String, String> upstream = new ConcurrentHashMap<>();
        upstream.put("/train.toy", "1.0\nfor:linux wheels.txt\nfor:windows sail.txt\n");
        upstream.put("/wheels.txt", "round\n");
        upstream.put("/shelf", "1\nfirst\n");
        try (MockWebServer toys = new MockWebServer()) {
            toys.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    String body = upstream.get(request.getUrl().encodedPath());
                    return body == null
                            ? new MockResponse.Builder().code(404).build()
                            : new MockResponse.Builder().body(body).build();
                }
            });
            toys.start();
            Program program = new Program(folder);
            Path store = program.store(program.setUp());
            program.manifest("version: 1\nname: toys\ntargets: [{os: linux, arch: x64}]\ntoy: [train]\n"
                    + "upstreams: {toy: \"http://127.0.0.1:" + toys.getPort() + "/\"}\n");
            carry(program, store);
            try (Store open = Store.open(store, new LocalDisk(), Clock.systemUTC());
                    MirrorServer server = MirrorServer.start(
                            open, new Ecosystems(List.of(Toy.ECOSYSTEM)), MirrorSettings.parse("127.0.0.1:0", ""))) {
                URI toy = server.base().resolve("toy/");
                assertThat(get(toy.resolve("train/1.0/wheels.txt"))).isEqualTo("round\n");
                assertThat(get(toy.resolve("train/1.0/sail.txt")))
                        .as("for another target")
                        .contains("error");
                assertThat(get(toy.resolve("train/1.0/about"))).contains("for:linux wheels.txt");
                assertThat(get(toy.resolve("-/newest"))).isEqualTo("1\nfirst\n");

                upstream.put("/shelf", "2\nfirst\nsecond\n");
                carry(program, store);
                assertThat(get(toy.resolve("-/newest"))).isEqualTo("2\nfirst\nsecond\n");
                assertThat(get(toy.resolve("-/row/1"))).isEqualTo("first\n");
                assertThat(get(toy.resolve("-/row/2"))).isEqualTo("second\n");

                upstream.put("/shelf", "1\nfirst\n");
                Program.Ended back = program.export();
                assertThat(back.exit()).as("somebody must look at it").isEqualTo(1);
                assertThat(back.err()).contains("its rank goes back");
                assertThat(back.out())
                        .as("what was shipped is kept, so there is no new state")
                        .isEmpty();
                upstream.put("/shelf", "3\nanother\nsecond\nthird\n");
                Program.Ended changed = carry(program, store, 1);
                assertThat(changed.err()).contains("it is append-only, and leads to another document");
                assertThat(get(toy.resolve("-/row/1"))).isEqualTo("first\n");
                assertThat(get(toy.resolve("-/row/3"))).isEqualTo("third\n");
            }
        }
    }

    private static Program.Ended carry(Program program, Path store) {
        return carry(program, store, 0);
    }

    private static Program.Ended carry(Program program, Path store, int exit) {
        Program.Ended exported = program.export();
        assertThat(exported.exit()).as(exported.err()).isEqualTo(exit);
        Program.Ended imported = program.run("import", exported.lastLine(), "--store", store);
        assertThat(imported.exit()).as(imported.err()).isZero();
        return exported;
    }

    private static String get(URI url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
                .body();
    }
}
