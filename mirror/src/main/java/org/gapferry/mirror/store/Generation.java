package org.gapferry.mirror.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.read.SeenStates;
import org.gapferry.bundle.sign.TrustFile;

/** An immutable state of the mirror. */
public final class Generation implements Closeable, SeenStates {
    private final long number;
    private final Path folder;
    private final List<FeedState> feeds;
    private final TrustFile trust;
    private final StoredCatalog catalog;

    private Generation(long number, Path folder, List<FeedState> feeds, TrustFile trust, StoredCatalog catalog) {
        this.number = number;
        this.folder = folder;
        this.feeds = List.copyOf(feeds);
        this.trust = trust;
        this.catalog = catalog;
    }

    static Generation open(long number, StoreLayout layout, Packs packs) throws IOException {
        Path folder = layout.generation(number);
        try {
            return new Generation(
                    number,
                    folder,
                    FeedState.parse(Files.readAllBytes(folder.resolve(StoreLayout.FEEDS))),
                    TrustFile.parse(StoreLayout.TRUST, Files.readAllBytes(folder.resolve(StoreLayout.TRUST))),
                    new StoredCatalog(folder.resolve(StoreLayout.CATALOG), packs));
        } catch (Malformed e) {
            throw StoreProblem.DAMAGED
                    .thrown(folder.toString(), "the generation is damaged: " + e.getMessage())
                    .causedBy(e);
        }
    }

    public long number() {
        return number;
    }

    public List<FeedState> feeds() {
        return feeds;
    }

    public TrustFile trust() {
        return trust;
    }

    public StoredCatalog catalog() {
        return catalog;
    }

    @Override
    public Optional<Seen> highest(String feed) {
        return feeds.stream()
                .filter(held -> held.number().feed().equals(feed))
                .findFirst()
                .map(held -> new Seen(held.number(), held.state()));
    }

    /** The inventory of a feed that this generation holds. */
    public ByteSource inventory(String feed) {
        Path file = folder.resolve(StoreLayout.FEED_FOLDER).resolve(feed + ".jsonl");
        return () -> Files.newInputStream(file);
    }

    /** The whole catalog as it lies. */
    public ByteSource catalogLines() {
        return () -> Files.newInputStream(folder.resolve(StoreLayout.CATALOG));
    }

    /** Every file of every coordinate that was ever seen, and its digest: sorted lines. */
    public ByteSource ledger() {
        return () -> Files.newInputStream(folder.resolve(StoreLayout.LEDGER));
    }

    @Override
    public void close() throws IOException {
        catalog.close();
    }
}
