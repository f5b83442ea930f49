package org.gapferry.export;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.change.ChangeReport;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.read.StateNumber;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.sign.TrustFile;
import tools.jackson.databind.JsonNode;

/**
 * What an exporter remembers of its feed: the last number and state, and the inventories that were shipped. Locked
 * while it is open.
 */
final class FeedHistory implements Closeable {
    private static final String WANTED_FILE = "wanted";
    private static final String TRUST_FOLDER = "trust";
    private static final String FEED_FILE = "feed.json";

    /**
     * There while a bundle is being sealed: a bundle in the output folder may then be one that was not remembered yet.
     */
    private static final String SEALING_FILE = "sealing.json";

    private final Disk disk;
    private final Path folder;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private Optional<Shipped> last;

    /**
     * The last state that was exported.
     *
     * @param previous the state before it; empty for the first of an epoch
     * @param trust the newest version of the trust file that it carried
     */
    record Shipped(StateNumber number, Digest state, Optional<Digest> previous, int trust) {}

    private FeedHistory(Disk disk, Path folder, FileChannel lockChannel, FileLock lock, Optional<Shipped> last) {
        this.disk = disk;
        this.folder = folder;
        this.lockChannel = lockChannel;
        this.lock = lock;
        this.last = last;
    }

    /**
     * Opens the state of a feed, which may not have begun.
     *
     * @param continued true if a state that is not there is to be taken from a bundle
     * @throws ProblemException LOCKED, USAGE or DESTINATION
     */
    static FeedHistory open(Disk disk, Path folder, String feed, Path out, boolean continued) {
        FileChannel channel;
        FileLock lock;
        try {
            disk.createFolder(folder.resolve("inventories"));
            disk.createFolder(folder.resolve(TRUST_FOLDER));
            disk.createFolder(folder.resolve("changes"));
            channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw ExportProblem.OUTPUT_FULL
                    .thrown(
                            folder.toString(),
                            "cannot write to the state folder: " + FileReason.withFile(e),
                            "choose another folder with --state")
                    .causedBy(e);
        }
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (lock == null) {
            throw ExportProblem.STATE_LOCKED.thrown(
                    folder.toString(), "another export is using this folder", "wait until it has finished");
        }
        try {
            Optional<Shipped> last = readLast(folder, feed);
            if (last.isEmpty() && !continued && !Files.exists(folder.resolve(SEALING_FILE))) {
                refuseIfLost(feed, out);
            }
            return new FeedHistory(disk, folder, channel, lock, last);
        } catch (RuntimeException e) {
            try {
                channel.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private static Optional<Shipped> readLast(Path folder, String feed) {
        Path file = folder.resolve(FEED_FILE);
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            JsonNode node = Json.document(Files.readAllBytes(file));
            StateNumber number = new StateNumber(
                    Json.text(node, "feed"), Json.integer(node, "epoch", 1), Json.integer(node, "seq", 1));
            if (!number.feed().equals(feed)) {
                throw ExportProblem.STATE_UNREADABLE.thrown(
                        file.toString(),
                        "the state belongs to the feed `" + number.feed() + "`, but the manifest is `" + feed + "`",
                        "use a separate state folder for each feed: --state " + folder + "-" + feed);
            }
            return Optional.of(new Shipped(
                    number,
                    Json.digest(node, "state"),
                    node.has("prev") ? Optional.of(Json.digest(node, "prev")) : Optional.empty(),
                    (int) Json.integer(node, "trust", 1)));
        } catch (IOException | Json.Malformed | IllegalArgumentException e) {
            throw ExportProblem.STATE_UNREADABLE
                    .thrown(
                            file.toString(),
                            "cannot read the state: "
                                    + (e instanceof IOException io ? FileReason.withFile(io) : e.getMessage()),
                            "restore the folder from a backup; receivers refuse a feed that starts again with old numbers")
                    .causedBy(e);
        }
    }

    private static void refuseIfLost(String feed, Path out) {
        if (!Files.isDirectory(out)) {
            return;
        }
        try (DirectoryStream<Path> bundles = Files.newDirectoryStream(out, "gapferry-" + feed + "-*")) {
            for (Path bundle : bundles) {
                if (Files.exists(bundle.resolve(Statement.FILE))
                        && String.valueOf(bundle.getFileName())
                                .substring(("gapferry-" + feed + "-").length())
                                .matches("[0-9]+\\.[0-9]+(-.*)?")) {
                    throw lost(bundle);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProblemException lost(Path bundle) {
        return ExportProblem.STATE_LOST.thrown(
                bundle.toString(),
                "this bundle of the feed exists, but the state folder is missing: its numbers would be reused",
                "restore the state folder and pass it with --state, or continue the feed from its newest bundle: --after "
                        + bundle);
    }

    Optional<Shipped> last() {
        return last;
    }

    /** The inventory of the last state. */
    ByteSource inventory() {
        Path file = inventoryFile(last.orElseThrow().number());
        return () -> {
            InputStream in = Files.newInputStream(file);
            return new GZIPInputStream(in, 1 << 16);
        };
    }

    /**
     * The inventory of a state that was shipped; empty if it is not known, or another state has that number.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    Optional<ByteSource> inventory(StateNumber number, Digest expected) {
        Path file = inventoryFile(number);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        ByteSource inventory = () -> new GZIPInputStream(Files.newInputStream(file), 1 << 16);
        MessageDigest digest = Digest.sha256();
        try (InputStream in = new DigestInputStream(inventory.open(), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Digest.from(digest).equals(expected) ? Optional.of(inventory) : Optional.empty();
    }

    /** What was shipped last; without a line before the first state. */
    LastState lastState() {
        return last.isPresent() ? new LastState(inventory()) : LastState.NONE;
    }

    /** When each version was part of a closure for the last time. */
    WantedDates wanted() throws IOException {
        return new WantedDates(folder.resolve(WANTED_FILE));
    }

    /** The dates that follow. */
    WantedDates.Replacement newWanted() throws IOException {
        return new WantedDates.Replacement(disk, folder.resolve(WANTED_FILE));
    }

    /** An empty folder for temporary files; one that an export left behind that was killed is emptied. */
    Path scratch() throws IOException {
        Path scratch = Files.createDirectories(cache().resolve("next"));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(scratch)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        return scratch;
    }

    private Path inventoryFile(StateNumber number) {
        return folder.resolve("inventories").resolve(number.epoch() + "." + number.seq() + ".jsonl.gz");
    }

    /**
     * Writes what the next state changes, {@code changes/<epoch>.<seq>.json} and {@code .md}, and says it in a line.
     */
    String writeChanges(Shipped next, ChangeReport report) throws IOException {
        Path changes = folder.resolve("changes");
        String name = next.number().epoch() + "." + next.number().seq();
        Path rows = changes.resolve(name + ".rows");
        Path markdown = changes.resolve(name + ".md");
        ChangeReport.Summary summary;
        try (Disk.NewFile json = replacing(changes.resolve(name + ".json"));
                Disk.NewFile table = replacing(rows)) {
            Writer jsonWriter = new BufferedWriter(new OutputStreamWriter(json, StandardCharsets.UTF_8), 1 << 16);
            Writer tableWriter = new BufferedWriter(new OutputStreamWriter(table, StandardCharsets.UTF_8), 1 << 16);
            summary = report.write(jsonWriter, tableWriter);
            jsonWriter.flush();
            tableWriter.flush();
            json.force();
        }
        try (Disk.NewFile out = replacing(markdown);
                InputStream in = Files.newInputStream(rows)) {
            out.write(report.heading(summary).getBytes(StandardCharsets.UTF_8));
            in.transferTo(out);
            out.force();
        }
        disk.delete(rows);
        disk.forceFolder(changes);
        return summary.sentence() + ": " + markdown;
    }

    private Disk.NewFile replacing(Path file) throws IOException {
        disk.delete(file);
        return disk.create(file);
    }

    /** The versions of the trust file that bundles of this feed carried. */
    List<TrustFile> trust() throws IOException {
        List<TrustFile> versions = new ArrayList<>();
        for (String name : disk.list(folder.resolve(TRUST_FOLDER))) {
            if (name.matches("[1-9][0-9]{0,3}\\.json")) {
                Path file = folder.resolve(TRUST_FOLDER).resolve(name);
                versions.add(TrustFile.parse(file.toString(), Files.readAllBytes(file)));
            }
        }
        return versions;
    }

    Path cache() {
        return folder.resolve("cache");
    }

    /** Remembers a state that was sealed. */
    void commit(Shipped shipped, ByteSource inventory, TrustChain trust) throws IOException {
        Path file = inventoryFile(shipped.number());
        Path temporary = Path.of(file + ".tmp");
        disk.delete(temporary);
        try (InputStream in = inventory.open();
                Disk.NewFile out = disk.create(temporary)) {
            GZIPOutputStream gzip = new GZIPOutputStream(new BufferedOutputStream(out, 1 << 16), 1 << 16);
            in.transferTo(gzip);
            gzip.finish();
            gzip.flush();
            out.force();
        }
        disk.rename(temporary, file);
        disk.forceFolder(folder.resolve("inventories"));
        for (TrustFile version : trust.versions()) {
            remember(version);
        }
        disk.forceFolder(folder.resolve(TRUST_FOLDER));
        replace(FEED_FILE, shipped);
        last = Optional.of(shipped);
        disk.delete(folder.resolve(SEALING_FILE));
        disk.forceFolder(folder);
    }

    private void remember(TrustFile version) throws IOException {
        Path file = folder.resolve(TRUST_FOLDER).resolve(version.version() + ".json");
        if (!disk.exists(file)) {
            Path temporary = Path.of(file + ".tmp");
            disk.delete(temporary);
            disk.write(temporary, version.bytes());
            disk.rename(temporary, file);
        }
    }

    /** Remembers that a state is about to be sealed. */
    void begin(Shipped shipped) throws IOException {
        replace(SEALING_FILE, shipped);
        disk.forceFolder(folder);
    }

    /** True if an export began to seal exactly this state and was interrupted. */
    boolean wasSealing(Shipped shipped) throws IOException {
        Path file = folder.resolve(SEALING_FILE);
        return Files.exists(file) && Files.readString(file).equals(json(shipped));
    }

    private static String json(Shipped shipped) {
        StringBuilder json = new StringBuilder("{\"feed\":\"" + shipped.number().feed());
        json.append("\",\"epoch\":").append(shipped.number().epoch());
        json.append(",\"seq\":").append(shipped.number().seq());
        json.append(",\"state\":\"").append(shipped.state().hex()).append('"');
        shipped.previous()
                .ifPresent(
                        prev -> json.append(",\"prev\":\"").append(prev.hex()).append('"'));
        return json.append(",\"trust\":").append(shipped.trust()).append("}\n").toString();
    }

    private void replace(String name, Shipped shipped) throws IOException {
        Path next = folder.resolve(name + ".tmp");
        disk.delete(next);
        disk.write(next, json(shipped).getBytes(StandardCharsets.UTF_8));
        disk.rename(next, folder.resolve(name));
        disk.forceFolder(folder);
    }

    @Override
    public void close() throws IOException {
        lock.release();
        lockChannel.close();
    }
}
