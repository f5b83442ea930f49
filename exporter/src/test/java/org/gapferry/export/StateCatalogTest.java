package org.gapferry.export;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.contract.CatalogContract;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.EgressPolicy;
import org.gapferry.transport.Http;
import org.gapferry.transport.Network;
import org.gapferry.transport.RetryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class StateCatalogTest extends CatalogContract {
    @TempDir
    private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @Override
    protected Catalog catalog(List<Artifact> artifacts, List<Pointer> pointers, Collection<byte[]> documents)
            throws IOException {
        Http http = new Http(
                new EgressPolicy(List.of(), List.of()),
                RetryPolicy.standard(Clock.systemUTC()),
                Network.PLAIN,
                1,
                "test");
        opened.add(http);
        BlobCache blobs = new BlobCache(folder.resolve("cache"), http);
        documents.forEach(blobs::keep);
        Path inventory = folder.resolve("inventory" + opened.size());
        List<Artifact> sortedArtifacts =
                artifacts.stream().sorted(Comparator.comparing(Artifact::key)).toList();
        List<Pointer> sortedPointers =
                pointers.stream().sorted(Comparator.comparing(Pointer::key)).toList();
        try (InventoryWriter out = new InventoryWriter(inventory)) {
            for (Artifact artifact : sortedArtifacts) {
                out.artifact(artifact);
            }
            for (Pointer pointer : sortedPointers) {
                out.pointer(pointer);
            }
            out.finish();
        }
        StateCatalog catalog = new StateCatalog(inventory, blobs);
        opened.add(catalog);
        return catalog;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }
}
