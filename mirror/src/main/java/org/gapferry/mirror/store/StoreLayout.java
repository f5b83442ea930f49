package org.gapferry.mirror.store;

import java.nio.file.Path;
import org.gapferry.bundle.Digest;

/** Where everything lies in a store (DESIGN 6). No other class puts a path of the store together. */
public record StoreLayout(Path root) {
    Path packs() {
        return root.resolve("packs");
    }

    public Path pack(Digest id) {
        return packs().resolve(id.hex() + ".tar");
    }

    Path generations() {
        return root.resolve("generations");
    }

    Path generation(long number) {
        return generations().resolve(Long.toString(number));
    }

    Path channels() {
        return root.resolve("channels");
    }

    Path channel(String name) {
        return channels().resolve(name);
    }

    /** What is being received, and temporary files of the store's own. */
    public Path quarantine() {
        return root.resolve("quarantine");
    }

    /** A pack that was received and is not committed. */
    public Path receivedPack(Digest id) {
        return quarantine().resolve(id.hex() + ".tar");
    }

    Path draft() {
        return quarantine().resolve("generation");
    }

    Path log() {
        return root.resolve("log");
    }

    Path lock() {
        return root.resolve("lock");
    }

    /** The files of a generation. */
    static final String CATALOG = "catalog.jsonl";

    static final String LEDGER = "ledger.jsonl";
    /** Blobs that lie in packs and that the catalog does not name. */
    static final String SPARE = "spare.jsonl";

    static final String FEEDS = "feeds.json";
    /** The versions of the trust file that are held. */
    static final String TRUST_FOLDER = "trust";

    static final String JOURNAL = "journal.json";
    /** The key in a journal for the generation whose contents were taken. */
    static final String JOURNAL_CONTENTS = "contents";
    /** Beside it {@code .json} and {@code .md}. */
    static final String CHANGES = "changes";

    static final String FEED_FOLDER = "feeds";
}
