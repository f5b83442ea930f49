package org.gapferry.mirror.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.contract.CatalogContract;
import org.gapferry.ecosystem.serve.Catalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class StoredCatalogTest extends CatalogContract {
    @TempDir
    private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @Override
    protected Catalog catalog(List<Artifact> artifacts, List<Pointer> pointers, Collection<byte[]> documents)
            throws IOException {
        WrittenStore written = new WrittenStore(folder.resolve("store" + opened.size()));
        List<String> lines = new ArrayList<>();
        artifacts.forEach(artifact -> lines.add(artifact.line()));
        pointers.forEach(pointer -> lines.add(pointer.line()));
        written.publish(
                1,
                lines,
                documents.stream()
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .toArray(String[]::new));
        Store store = written.open();
        opened.add(store);
        Generation generation = store.current(Store.CURRENT).orElseThrow();
        opened.add(generation);
        return generation.catalog();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }
}
