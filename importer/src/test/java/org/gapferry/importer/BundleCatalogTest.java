package org.gapferry.importer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.contract.CatalogContract;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.testkit.BundleBuilder;
import org.gapferry.testkit.Keys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class BundleCatalogTest extends CatalogContract {
    @TempDir
    private Path folder;

    private final List<BundleCatalog> opened = new ArrayList<>();

    @Override
    protected Catalog catalog(List<Artifact> artifacts, List<Pointer> pointers, Collection<byte[]> documents)
            throws IOException {
        BundleBuilder bundle = new BundleBuilder();
        documents.forEach(bytes -> bundle.document(new String(bytes, StandardCharsets.UTF_8)));
        artifacts.forEach(bundle::artifact);
        pointers.forEach(bundle::pointer);
        Path medium = bundle.write(folder.resolve("bundle" + opened.size())).folder();
        BundleCatalog catalog =
                new Verifier(StoreFixture.RULES, ImportListener.SILENT).catalog(medium, TrustChain.of(Keys.trust()));
        opened.add(catalog);
        return catalog;
    }

    @AfterEach
    void close() throws IOException {
        for (BundleCatalog catalog : opened) {
            catalog.close();
        }
    }
}
