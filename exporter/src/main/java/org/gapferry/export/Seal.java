package org.gapferry.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.change.ChangeReport;
import org.gapferry.bundle.change.StateDifference;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.read.FeedPlace;
import org.gapferry.bundle.read.StateNumber;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.sign.Envelope;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.write.BundleWriter;
import org.gapferry.bundle.write.SealedBundle;
import org.gapferry.export.FeedHistory.Shipped;
import org.gapferry.transport.BlobCache;

/** Writes the bundle of a state, and remembers it: the state's files change in an order that a crash cannot tear. */
final class Seal {
    private final ExportRequest request;
    private final ExportListener listener;
    private final Disk disk;
    private final FeedHistory state;
    private final BlobCache blobs;
    private final TrustChain trust;

    Seal(
            ExportRequest request,
            ExportListener listener,
            Disk disk,
            FeedHistory state,
            BlobCache blobs,
            TrustChain trust) {
        this.request = request;
        this.listener = listener;
        this.disk = disk;
        this.state = state;
        this.blobs = blobs;
        this.trust = trust;
    }

    /**
     * Seals the next state, or another packing of the last one if that is asked for.
     *
     * @param before what {@code next} is compared with
     * @param notes takes what people should know
     * @return empty if there is nothing new
     */
    Optional<SealedBundle> seal(NextState next, LastState before, List<String> notes) throws IOException {
        Optional<Shipped> last = state.last();
        boolean newTrust =
                last.isPresent() && last.get().trust() < trust.newest().version();
        boolean isNew = !next.isEmpty() && (newTrust || !before.isSameAs(next.inventory()));
        boolean anotherPacking = last.isPresent() && !(request.packing() instanceof ExportRequest.Delta);
        if (!isNew && !anotherPacking) {
            return Optional.empty();
        }
        Path out;
        try {
            out = Files.createDirectories(request.out()).toRealPath();
        } catch (IOException e) {
            throw unwritable(request.out(), e);
        }
        try {
            SealedBundle sealed = isNew ? sealNext(next, out, notes) : sealAgain(out);
            tellWhoMustSign(sealed.folder(), trust.newest(), notes);
            return Optional.of(sealed);
        } catch (IOException | UncheckedIOException e) {
            throw unwritable(out, e);
        }
    }

    private SealedBundle sealNext(NextState next, Path out, List<String> notes) throws IOException {
        Optional<Shipped> last = state.last();
        boolean sameEpoch = last.filter(
                        before -> before.number().epoch() == trust.newest().epoch())
                .isPresent();
        StateNumber number = new StateNumber(
                request.manifest().feed(),
                trust.newest().epoch(),
                sameEpoch ? last.get().number().seq() + 1 : 1);
        Shipped shipped = new Shipped(
                number,
                next.digest(),
                sameEpoch ? Optional.of(last.get().state()) : Optional.empty(),
                trust.newest().version());
        ChangeReport changes = new ChangeReport(
                last.map(before -> before.number().toString()).orElse(""),
                number.toString(),
                last.isPresent()
                        ? new StateDifference(state.inventory(), next.inventory())
                        : StateDifference.ofFirst(next.inventory()),
                this::document,
                request.ecosystems().documentChanges());
        notes.add(state.writeChanges(shipped, changes));
        boolean interrupted = state.wasSealing(shipped);
        state.begin(shipped);
        Path folder = out.resolve(folderName(number));
        SealedBundle sealed = interrupted && Files.exists(folder)
                ? adopt(folder, shipped)
                : pack(folder, shipped, next.inventory(), base(last));
        state.commit(shipped, next.inventory(), trust);
        return sealed;
    }

    /** A document of the cache; what was shipped long ago may not be there any more. */
    private Optional<byte[]> document(Blob blob) throws IOException {
        if (!blobs.holds(blob)) {
            return Optional.empty();
        }
        try (InputStream in = blobs.open(blob)) {
            byte[] bytes = in.readAllBytes();
            return Blob.of(bytes).equals(blob) ? Optional.of(bytes) : Optional.empty();
        }
    }

    /** Another packing of the state that is there: with a suffix, since the name is taken. */
    private SealedBundle sealAgain(Path out) throws IOException {
        Shipped shipped = state.last().orElseThrow();
        String name = folderName(shipped.number());
        Path folder = out.resolve(request.packing() instanceof ExportRequest.Full ? name + "-full" : name + "-r2");
        for (int again = 3; Files.exists(folder); again++) {
            folder = out.resolve(name + "-r" + again);
        }
        return pack(folder, shipped, state.inventory(), base(Optional.empty()));
    }

    private void tellWhoMustSign(Path bundle, TrustFile trust, List<String> notes) {
        int exporters = trust.keys(Role.EXPORTER).threshold() - request.keys().size();
        if (exporters > 0) {
            notes.add("receivers require " + exporters + " more exporter signatures: gapferry sign " + bundle
                    + " --key KEY");
        }
        int approvers = trust.keys(Role.APPROVER).threshold();
        if (approvers > 0) {
            notes.add("receivers require the signatures of " + approvers + " approver" + (approvers == 1 ? "" : "s")
                    + ": gapferry sign " + bundle + " --key approver.key");
        }
    }

    private static String folderName(StateNumber number) {
        return "gapferry-" + number.feed() + "-" + number.epoch() + "." + number.seq();
    }

    /** The inventory of the state that the receiver is taken to hold; empty for none. */
    private List<ByteSource> base(Optional<Shipped> last) throws IOException {
        if (request.packing() instanceof ExportRequest.Since since && Files.isRegularFile(since.bundle())) {
            return Receipt.base(since.bundle(), request.manifest().feed(), state).stream()
                    .toList();
        }
        if (request.packing() instanceof ExportRequest.Since since) {
            return List.of(SealedState.read(since.bundle(), request.manifest().feed(), trust.versions())
                    .inventory());
        }
        return request.packing() instanceof ExportRequest.Delta && last.isPresent()
                ? List.of(state.inventory())
                : List.of();
    }

    private static ProblemException unwritable(Path out, Exception e) {
        return ExportProblem.OUTPUT_FULL
                .thrown(
                        out.toString(),
                        "cannot write the bundle: "
                                + (e instanceof IOException io ? FileReason.withFile(io) : e.getMessage()),
                        "free some space, or choose another folder with --out; completed downloads are kept")
                .causedBy(e);
    }

    /** The content of a blob; what was shipped before may be in the cache no more. */
    private InputStream open(Blob blob) throws IOException {
        if (!blobs.holds(blob)) {
            throw ExportProblem.CACHE_LOST.thrown(
                    blob.digest().toString(),
                    "this blob of an earlier export is no longer in the cache",
                    "omit --full, since existing receivers already have it; or restore the folder `cache` of the state folder");
        }
        return blobs.open(blob);
    }

    private SealedBundle pack(Path folder, Shipped shipped, ByteSource inventory, List<ByteSource> base)
            throws IOException {
        if (Files.exists(folder)) {
            throw taken(folder);
        }
        listener.phase("pack", -1);
        Path partial = folder.resolveSibling("." + folder.getFileName() + ".partial");
        disk.delete(partial);
        disk.createFolder(partial);
        AtomicReference<Blob> opened = new AtomicReference<>();
        BundleWriter writer = new BundleWriter(
                disk,
                new FeedPlace(shipped.number(), shipped.previous()),
                request.clock().instant(),
                request.tool(),
                request.volumeSize());
        try (BlobsNotIn beyond = new BlobsNotIn(base.isEmpty() ? InputStream::nullInputStream : base.get(0))) {
            SealedBundle sealed = writer.write(
                    partial,
                    inventory,
                    beyond,
                    blob -> {
                        opened.set(blob);
                        return open(blob);
                    },
                    trust,
                    request.keys(),
                    blob -> listener.bytes(blob.size()));
            disk.rename(partial, folder);
            disk.forceFolder(folder.resolveSibling("."));
            return new SealedBundle(folder, sealed.statement());
        } catch (ProblemException e) {
            Blob damaged = opened.get();
            if (e.first().code() == BundleProblem.DIGEST_MISMATCH && damaged != null) {
                blobs.forget(damaged);
                throw new ProblemException(e.first().withHint(Exporter.DAMAGED_CACHE));
            }
            throw e;
        } finally {
            disk.delete(partial);
        }
    }

    /** A bundle that an export before this one sealed, and then was interrupted before it could remember it. */
    private SealedBundle adopt(Path folder, Shipped shipped) {
        try {
            Envelope envelope = Envelope.parse(Statement.FILE, Files.readAllBytes(folder.resolve(Statement.FILE)));
            Statement statement = Statement.parse(
                    trust.newest().openOfAny(Statement.FILE, envelope, Statement.PAYLOAD_TYPE, Role.EXPORTER));
            if (statement.number().equals(shipped.number()) && statement.state().equals(shipped.state())) {
                return new SealedBundle(folder, statement);
            }
        } catch (IOException | ProblemException e) {
            throw taken(folder).causedBy(e);
        }
        throw taken(folder);
    }

    private static ProblemException taken(Path folder) {
        return ExportProblem.OUTPUT_TAKEN.thrown(
                folder.toString(),
                "the folder exists with other content",
                "move the folder, or choose another one with --out");
    }
}
