package org.gapferry.mirror.store;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.change.ChangeReport;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.sign.TrustFile;
import org.jspecify.annotations.Nullable;

/** The one writer of a store, for as long as it holds the lock. */
public final class StoreWriter implements Closeable {
    private final Store store;
    private final StoreLayout layout;
    private final Disk files;
    private final FileChannel channel;
    private final FileLock lock;

    private StoreWriter(Store store, FileChannel channel, FileLock lock) {
        this.store = store;
        this.layout = store.layout();
        this.files = store.files();
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock.
     *
     * @throws ProblemException LOCKED if another process has it, DESTINATION if the store cannot be written
     */
    public static StoreWriter lock(Store store) {
        Path file = store.layout().lock();
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new StoreWriter(store, channel, lock);
            }
            channel.close();
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel);
        } catch (IOException e) {
            closeQuietly(channel);
            throw unwritable(file, e);
        }
        throw StoreProblem.LOCKED.thrown(
                file.toString(),
                "another process is writing to this store",
                "wait until it has finished, then run the same command again");
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw unwritable(Path.of("lock"), e);
            }
        }
    }

    static ProblemException unwritable(Path path, IOException e) {
        return StoreProblem.UNWRITABLE
                .thrown(
                        path.toString(),
                        "cannot write to the store: " + FileReason.withFile(e),
                        "check free space and permissions of the store's folder, then run the same command again; received data is kept")
                .causedBy(e);
    }

    public Store store() {
        return store;
    }

    /** Makes a new file in the quarantine; the name is the caller's. */
    public Disk.NewFile newQuarantineFile(String name) throws IOException {
        return files.create(layout.quarantine().resolve(name));
    }

    /** Makes a new pack in the quarantine, until it is complete. */
    public Disk.NewFile newPack(String name) throws IOException {
        return files.createLarge(layout.quarantine().resolve(name));
    }

    /** Gives a pack that was written completely its name. */
    public void completePack(String name, Digest id) throws IOException {
        files.rename(layout.quarantine().resolve(name), layout.receivedPack(id));
    }

    /** True if a pack was received completely before, here or in the store. */
    public boolean holdsPack(Digest id, long size) throws IOException {
        for (Path pack : List.of(layout.pack(id), layout.receivedPack(id))) {
            if (files.exists(pack) && files.size(pack) == size) {
                return true;
            }
        }
        return false;
    }

    /** Empties the quarantine; complete packs may stay for a second try. */
    public void emptyQuarantine(boolean keepPacks) throws IOException {
        for (String name : files.list(layout.quarantine())) {
            if (!keepPacks || !name.matches("[0-9a-f]{64}\\.tar")) {
                files.delete(layout.quarantine().resolve(name));
            }
        }
    }

    /**
     * Fails if less space is usable than asked for.
     *
     * @throws ProblemException DESTINATION, with the numbers
     */
    public void requireSpace(long bytes) throws IOException {
        long usable = files.usableSpace(layout.quarantine());
        if (usable < bytes) {
            throw StoreProblem.FULL.thrown(
                    layout.root().toString(),
                    "not enough space: " + bytes + " bytes are needed, " + usable + " are free",
                    "free at least " + (bytes - usable) + " bytes on the store's disk; nothing was received");
        }
    }

    /** The next generation's contents. Each is written once, in order, with sorted lines. */
    public final class Draft {
        private final Path folder = layout.draft();

        Draft() throws IOException {
            files.delete(folder);
            files.createFolder(folder);
            files.createFolder(folder.resolve(StoreLayout.FEED_FOLDER));
            files.createFolder(folder.resolve(StoreLayout.TRUST_FOLDER));
        }

        /** Opens one of the draft's files. */
        private Disk.NewFile file(String name) throws IOException {
            return files.create(folder.resolve(name));
        }

        /** The catalog: artifacts, located blobs, pointers. */
        public LineWriter catalog() throws IOException {
            return new LineWriter(file(StoreLayout.CATALOG));
        }

        /** What lies in packs and the catalog does not name: located blobs. */
        public LineWriter spare() throws IOException {
            return new LineWriter(file(StoreLayout.SPARE));
        }

        public LineWriter ledger() throws IOException {
            return new LineWriter(file(StoreLayout.LEDGER));
        }

        /** Copies a feed's inventory. */
        public void inventory(String feed, ByteSource source) throws IOException {
            copy(StoreLayout.FEED_FOLDER + "/" + feed + ".jsonl", source);
        }

        /** Writes what changed, for people and for programs, and returns how much it is. */
        public ChangeReport.Summary changes(ChangeReport report) throws IOException {
            Path rows = layout.quarantine().resolve("changes.rows");
            ChangeReport.Summary summary;
            try (Disk.NewFile json = file(StoreLayout.CHANGES + ".json");
                    Disk.NewFile table = files.create(rows)) {
                Writer jsonWriter = new BufferedWriter(new OutputStreamWriter(json, StandardCharsets.UTF_8), 1 << 16);
                Writer tableWriter = new BufferedWriter(new OutputStreamWriter(table, StandardCharsets.UTF_8), 1 << 16);
                summary = report.write(jsonWriter, tableWriter);
                jsonWriter.flush();
                tableWriter.flush();
                json.force();
            }
            try (Disk.NewFile markdown = file(StoreLayout.CHANGES + ".md");
                    InputStream in = Files.newInputStream(rows)) {
                markdown.write(report.heading(summary).getBytes(StandardCharsets.UTF_8));
                in.transferTo(markdown);
                markdown.force();
            }
            files.delete(rows);
            return summary;
        }

        /** Copies the inventory that a generation holds of a feed, if it does. */
        public void inventoryOf(Generation generation, String feed) throws IOException {
            Optional<ByteSource> held = generation.inventory(feed);
            if (held.isPresent()) {
                inventory(feed, held.get());
            }
        }

        private void copy(String name, ByteSource source) throws IOException {
            try (InputStream in = source.open();
                    Disk.NewFile out = file(name)) {
                in.transferTo(out);
                out.force();
            }
        }

        private void write(String name, byte[] bytes) throws IOException {
            try (Disk.NewFile out = file(name)) {
                out.write(bytes);
                out.force();
            }
        }
    }

    /** Writes lines through a buffer. */
    public static final class LineWriter implements Closeable {
        private final Disk.NewFile file;
        private final OutputStream out;

        LineWriter(Disk.NewFile file) {
            this.file = file;
            this.out = new BufferedOutputStream(file, 1 << 17);
        }

        public void line(String line) throws IOException {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        }

        /** Writes a line that is there as bytes. */
        public void line(byte[] bytes, int length) throws IOException {
            out.write(bytes, 0, length);
            out.write('\n');
        }

        /** Makes what was written durable. */
        public void finish() throws IOException {
            out.flush();
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    public Draft draft() throws IOException {
        return new Draft();
    }

    /**
     * Publishes: moves the received packs and the draft into place, then switches the channel. The switch is the one
     * commit point; before it the old generation is served, after it the new one.
     *
     * @param packs received in this import
     * @param journal what made this generation, for people
     * @return the new generation's number
     */
    public long publish(
            Draft draft,
            List<Digest> packs,
            List<FeedState> feeds,
            TrustChain trust,
            String channelName,
            Map<String, String> journal)
            throws IOException {
        draft.write(StoreLayout.FEEDS, FeedState.json(feeds).getBytes(StandardCharsets.UTF_8));
        for (TrustFile version : trust.versions()) {
            draft.write(StoreLayout.TRUST_FOLDER + "/" + version.version() + ".json", version.bytes());
        }
        StringBuilder json = new StringBuilder("{");
        new TreeMap<>(journal).forEach((key, value) -> {
            Json.quote(json.append(json.length() > 1 ? "," : ""), key);
            Json.quote(json.append(':'), value);
        });
        draft.write(StoreLayout.JOURNAL, json.append("}\n").toString().getBytes(StandardCharsets.UTF_8));
        files.forceFolder(draft.folder.resolve(StoreLayout.TRUST_FOLDER));
        files.forceFolder(draft.folder.resolve(StoreLayout.FEED_FOLDER));
        files.forceFolder(draft.folder);

        for (Digest pack : packs) {
            if (files.exists(layout.receivedPack(pack))) {
                files.rename(layout.receivedPack(pack), layout.pack(pack));
            }
        }
        files.forceFolder(layout.packs());

        long number = committedHighest() + 1;
        files.delete(layout.generation(number));
        files.rename(draft.folder, layout.generation(number));
        files.forceFolder(layout.generations());

        Path next = layout.quarantine().resolve("channel");
        files.delete(next);
        try (Disk.NewFile out = files.create(next)) {
            out.write((number + "\n").getBytes(StandardCharsets.US_ASCII));
            out.force();
        }
        files.rename(next, layout.channel(channelName));
        files.forceFolder(layout.channels());
        return number;
    }

    private long committedHighest() throws IOException {
        long highest = 0;
        for (String name : files.list(layout.channels())) {
            highest = Math.max(highest, store.committed(name).orElse(0L));
        }
        return highest;
    }

    /**
     * Sets up trust: the first generation of a new store, the next version of the trust file that is held, or nothing
     * if the same file was accepted before.
     *
     * @return false if it was accepted before
     * @throws ProblemException TRUST if another file was accepted
     */
    public boolean acceptTrust(TrustFile trust, String channelName) throws IOException {
        Optional<Generation> current = store.current(channelName);
        if (current.isPresent()) {
            try (Generation generation = current.get()) {
                return acceptTrust(trust, generation, channelName);
            }
        }
        Draft draft = draft();
        for (LineWriter empty : new ArrayList<>(List.of(draft.catalog(), draft.spare(), draft.ledger()))) {
            empty.finish();
            empty.close();
        }
        publish(draft, List.of(), List.of(), TrustChain.of(trust), channelName, Map.of("event", "trust accepted"));
        return true;
    }

    private boolean acceptTrust(TrustFile trust, Generation current, String channelName) throws IOException {
        TrustChain held = current.trust();
        if (held.versions().stream().anyMatch(version -> version.blob().equals(trust.blob()))) {
            return false;
        }
        if (trust.version() <= held.newest().version()) {
            throw StoreProblem.OTHER_TRUST.thrown(
                    layout.root().toString(),
                    "the store already trusts another trust file, with the fingerprint "
                            + held.newest().fingerprint(),
                    "use a separate store for the bundles of another exporter");
        }
        TrustChain next = held.next("trust file", trust.bytes());
        Draft draft = draft();
        draft.copy(StoreLayout.CATALOG, current.catalogLines());
        copySpare(draft, current, current);
        draft.copy(StoreLayout.LEDGER, current.ledger());
        for (FeedState feed : current.feeds()) {
            draft.inventoryOf(current, feed.number().feed());
        }
        publish(
                draft,
                List.of(),
                current.feeds(),
                next,
                channelName,
                Map.of("event", "trust accepted", StoreLayout.JOURNAL_CONTENTS, Long.toString(current.contentsOf())));
        return true;
    }

    /**
     * Publishes the contents of an earlier generation again, as a new one. The highest numbers, the trust and the
     * ledger stay as they are, and so does everything that lies in packs.
     *
     * @return the new generation's number
     * @throws ProblemException USAGE if there is no such generation
     */
    public long rollBack(long to, String channelName) throws IOException {
        Generation current = store.current(channelName)
                .orElseThrow(() -> StoreProblem.NO_GENERATION.thrown(
                        layout.root().toString(), "the channel `" + channelName + "` does not exist"));
        try (current) {
            if (to >= current.number() || !store.generations().contains(to)) {
                throw StoreProblem.NO_GENERATION.thrown(
                        layout.root().toString(),
                        "no generation " + to + " before " + current.number(),
                        "the current generation: gapferry status --store " + layout.root());
            }
            try (Generation old = store.generation(to)) {
                return rollBack(current, old, channelName);
            }
        }
    }

    private long rollBack(Generation current, Generation old, String channelName) throws IOException {
        Draft draft = draft();
        draft.copy(StoreLayout.CATALOG, old.catalogLines());
        copySpare(draft, current, old);
        draft.copy(StoreLayout.LEDGER, current.ledger());
        List<FeedState> feeds = new ArrayList<>();
        for (FeedState feed : current.feeds()) {
            String name = feed.number().feed();
            feeds.add(feed.holding(old.feed(name).flatMap(FeedState::held)));
            draft.inventoryOf(old, name);
        }
        return publish(
                draft,
                List.of(),
                feeds,
                current.trust(),
                channelName,
                Map.of("event", "rolled back", StoreLayout.JOURNAL_CONTENTS, Long.toString(old.contentsOf())));
    }

    /** Everything that lies in packs, but for what the contents' catalog names. */
    private static void copySpare(Draft draft, Generation current, Generation contents) throws IOException {
        try (LineWriter out = draft.spare();
                LocatedBlobs.Beside all = new LocatedBlobs.Beside(current.blobs());
                LocatedBlobs named = contents.named()) {
            for (Extent.Located blob = named.next(); blob != null; blob = named.next()) {
                all.find(blob.blob().digest(), passed -> out.line(passed.line()));
            }
            all.finish(passed -> out.line(passed.line()));
            out.finish();
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
