package org.gapferry.mirror.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.change.DocumentSource;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.SortedLines;
import org.gapferry.bundle.read.KnownStates;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.sign.TrustFile;
import tools.jackson.databind.JsonNode;

/** An immutable state of the mirror. */
public final class Generation implements Closeable, KnownStates {
    private final long number;
    private final Path folder;
    private final List<FeedState> feeds;
    private final StoredCatalog catalog;
    private final SortedLines spare;

    private Generation(long number, Path folder, List<FeedState> feeds, StoredCatalog catalog, SortedLines spare) {
        this.number = number;
        this.folder = folder;
        this.feeds = List.copyOf(feeds);
        this.catalog = catalog;
        this.spare = spare;
    }

    static Generation open(long number, StoreLayout layout, Packs packs) throws IOException {
        Path folder = layout.generation(number);
        try {
            return new Generation(
                    number,
                    folder,
                    FeedState.parse(Files.readAllBytes(folder.resolve(StoreLayout.FEEDS))),
                    new StoredCatalog(folder.resolve(StoreLayout.CATALOG), packs),
                    new SortedLines(folder.resolve(StoreLayout.SPARE)));
        } catch (Malformed e) {
            throw StoreProblem.DAMAGED
                    .thrown(folder.toString(), "the generation is damaged: " + e.getMessage())
                    .causedBy(e);
        }
    }

    private static TrustChain trust(Path folder) throws IOException {
        List<Integer> versions = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("[1-9][0-9]{0,3}\\.json"))
                    .forEach(name -> versions.add(Integer.valueOf(name.replace(".json", ""))));
        }
        versions.sort(null);
        if (versions.isEmpty()) {
            throw StoreProblem.DAMAGED.thrown(folder.toString(), "the generation has no trust file");
        }
        TrustChain chain = null;
        for (int version : versions) {
            String name = version + ".json";
            byte[] bytes = Files.readAllBytes(folder.resolve(name));
            chain = chain == null ? TrustChain.of(TrustFile.parse(name, bytes)) : chain.next(name, bytes);
        }
        return Objects.requireNonNull(chain);
    }

    public long number() {
        return number;
    }

    /**
     * The generation whose contents this one has: itself, or the one that was rolled back to.
     *
     * @throws IOException if the journal cannot be read
     */
    public long contentsOf() throws IOException {
        try {
            JsonNode journal = Json.document(Files.readAllBytes(folder.resolve(StoreLayout.JOURNAL)));
            String contents = journal.path(StoreLayout.JOURNAL_CONTENTS).asString("");
            return contents.isEmpty() ? number : Long.parseLong(contents);
        } catch (Malformed | NumberFormatException e) {
            throw StoreProblem.DAMAGED
                    .thrown(folder.toString(), "the journal is damaged: " + e.getMessage())
                    .causedBy(e);
        }
    }

    public List<FeedState> feeds() {
        return feeds;
    }

    public Optional<FeedState> feed(String name) {
        return feeds.stream().filter(feed -> feed.number().feed().equals(name)).findFirst();
    }

    /**
     * What the store trusts. Read when it is asked for: who serves does not wait for signatures to be verified.
     *
     * @throws org.gapferry.bundle.ProblemException if it is damaged
     */
    public TrustChain trust() throws IOException {
        return trust(folder.resolve(StoreLayout.TRUST_FOLDER));
    }

    public StoredCatalog catalog() {
        return catalog;
    }

    @Override
    public Optional<Seen> highest(String feed) {
        return feed(feed).map(held -> new Seen(held.number(), held.state()));
    }

    /** The documents that this generation's catalog names. */
    public DocumentSource documents() {
        return blob ->
                catalog.locate(blob.digest()).isPresent() ? Optional.of(catalog.document(blob)) : Optional.empty();
    }

    /** The inventory of a feed's state that this generation holds; empty for none. */
    public Optional<ByteSource> inventory(String feed) {
        Path file = folder.resolve(StoreLayout.FEED_FOLDER).resolve(feed + ".jsonl");
        return feed(feed).flatMap(FeedState::held).map(held -> () -> Files.newInputStream(file));
    }

    /** The whole catalog as it lies. */
    public ByteSource catalogLines() {
        return () -> Files.newInputStream(folder.resolve(StoreLayout.CATALOG));
    }

    /** What is held, for people. */
    public StoreStatistics holdings() {
        return new StoreStatistics(catalogLines());
    }

    private ByteSource spareLines() {
        return () -> Files.newInputStream(folder.resolve(StoreLayout.SPARE));
    }

    /** Everything that lies in packs, in ascending order, whether this generation serves it or not. */
    public LocatedBlobs blobs() throws IOException {
        return new LocatedBlobs(catalogLines(), spareLines());
    }

    /** What this generation's catalog names, in ascending order. */
    LocatedBlobs named() throws IOException {
        return new LocatedBlobs(catalogLines(), InputStream::nullInputStream);
    }

    /** True if a blob lies in a pack. */
    public boolean holds(Digest digest) throws IOException {
        return catalog.locate(digest).isPresent()
                || spare.first(Extent.Located.prefix(digest)).isPresent();
    }

    /** Every file of every coordinate that was ever seen, and its digest: sorted lines. */
    public ByteSource ledger() {
        return () -> Files.newInputStream(folder.resolve(StoreLayout.LEDGER));
    }

    @Override
    public void close() throws IOException {
        catalog.close();
        spare.close();
    }
}
