package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.mirror.http.MirrorServer;
import org.gapferry.mirror.http.MirrorSettings;
import org.gapferry.mirror.store.Store;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that was told of content finds it after the mirror has moved on: after imports, after a rollback, after a
 * restart.
 */
class SwitchTest {
    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();

    @AfterEach
    void close() {
        registry.close();
    }

    private static int status(MirrorServer server, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.base() + "npm/" + path))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private MirrorServer serve(Store store) {
        return MirrorServer.start(store, Ecosystems.ALL, MirrorSettings.parse("127.0.0.1:0", ""));
    }

    @Test
    void contentOfRecentGenerationsIsStillAnswered() throws Exception {
        Program program = new Program(folder);
        Path store = program.store(program.setUp());
        registry.version("a", "1.0.0").publish();
        registry.version("b", "1.0.0").publish();
        registry.version("c", "1.0.0").publish();
        String tarball = "b/-/b-1.0.0.tgz";
        String bundle = "";
        for (String requirements : new String[] {"a, b", "a, b, c"}) {
            program.manifest("version: 1\nname: test\nnpm: [" + requirements + "]\nupstreams: {npm: \"" + registry.url()
                    + "\"}\n");
            bundle = program.export().lastLine();
            program.run("import", bundle, "--store", store);
        }
        try (Store open = Store.open(store, new LocalDisk(), Clock.systemUTC());
                MirrorServer server = serve(open)) {
            assertThat(status(server, "c")).isEqualTo(200);
            program.run("store", "rollback", "--store", store);
            assertThat(status(server, "c"))
                    .as("documents are those of the generation served")
                    .isEqualTo(404);
            assertThat(status(server, "c/-/c-1.0.0.tgz"))
                    .as("content that a client was told of")
                    .isEqualTo(200);
            assertThat(status(server, tarball)).isEqualTo(200);
        }
        try (Store open = Store.open(store, new LocalDisk(), Clock.systemUTC());
                MirrorServer server = serve(open)) {
            assertThat(status(server, "c")).isEqualTo(404);
            assertThat(status(server, "c/-/c-1.0.0.tgz"))
                    .as("by a server that began later")
                    .isEqualTo(200);
        }
        assertThat(program.run("import", bundle, "--store", store).exit()).isZero();
        try (Store open = Store.open(store, new LocalDisk(), Clock.systemUTC());
                MirrorServer server = serve(open)) {
            assertThat(status(server, "c")).isEqualTo(200);
        }
    }
}
