package org.gapferry.importer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gapferry.bundle.BackgroundWork;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.read.BundleOnMedium;
import org.gapferry.bundle.read.DocumentReader;
import org.gapferry.bundle.read.InPlaceDocuments;
import org.gapferry.bundle.read.Statement;
import org.gapferry.mirror.store.StoreWriter;

/**
 * Copies documents into the quarantine while their digests are checked, then inflates the copies, both at a time. The
 * medium is read once (F2.3).
 */
final class CopiedDocuments implements DocumentReader {
    private final StoreWriter writer;

    CopiedDocuments(StoreWriter writer) {
        this.writer = writer;
    }

    @Override
    public Inflated take(BundleOnMedium medium, Statement statement) throws IOException {
        copy(medium, Statement.INVENTORY, statement.inventory());
        try (BackgroundWork<ByteSource> inventory =
                BackgroundWork.begin("inflate", () -> inflate(Statement.INVENTORY, statement.inventory()))) {
            copy(medium, Statement.PACKING, statement.packing());
            ByteSource packing = inflate(Statement.PACKING, statement.packing());
            return new Inflated(inventory.result(), packing);
        }
    }

    private void copy(BundleOnMedium medium, String name, Statement.Document document) throws IOException {
        try (InputStream in = InPlaceDocuments.asItLies(medium, name, document.file())) {
            copy(in, name);
        }
    }

    private ByteSource inflate(String name, Statement.Document document) throws IOException {
        Path quarantine = writer.store().layout().quarantine();
        String inflated = name.replaceFirst("\\.gz$", "");
        try (InputStream in = InPlaceDocuments.inflated(
                new BufferedInputStream(Files.newInputStream(quarantine.resolve(name))), name, document.inflated())) {
            copy(in, inflated);
        }
        return () -> Files.newInputStream(quarantine.resolve(inflated));
    }

    private void copy(InputStream in, String name) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = writer.newQuarantineFile(name)) {
            for (int count = in.read(buffer, 0, buffer.length); count >= 0; count = in.read(buffer, 0, buffer.length)) {
                out.write(buffer, 0, count);
            }
        }
    }
}
