package org.gapferry.mirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.WrittenStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {
    @TempDir
    private Path folder;

    @Test
    void theAgeOfAFeedIsToldByTheClockThatTheStoreWasOpenedWith() throws Exception {
        WrittenStore written = new WrittenStore(folder.resolve("store"));
        written.publish(1, List.of());
        try (Store store = written.open();
                MirrorServer server =
                        MirrorServer.start(store, Ecosystems.ALL, MirrorSettings.parse("127.0.0.1:0", ""))) {
            String health = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(server.base().resolve("-/health"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertThat(health).contains("\"generation\":2").containsPattern("\"age[A-Za-z]*\":3600\\b");
        }
    }
}
