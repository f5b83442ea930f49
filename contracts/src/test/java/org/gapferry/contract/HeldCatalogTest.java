package org.gapferry.contract;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.serve.Catalog;

class HeldCatalogTest extends CatalogContract {
    @Override
    protected Catalog catalog(List<Artifact> artifacts, List<Pointer> pointers, Collection<byte[]> documents) {
        HeldCatalog catalog = new HeldCatalog();
        artifacts.forEach(catalog::hold);
        pointers.forEach(catalog::hold);
        documents.forEach(bytes -> catalog.hold(new String(bytes, StandardCharsets.UTF_8)));
        return catalog;
    }
}
