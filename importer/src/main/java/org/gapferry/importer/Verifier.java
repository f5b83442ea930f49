package org.gapferry.importer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.inventory.BlobLine;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.read.AuthenticState;
import org.gapferry.bundle.read.Authentication;
import org.gapferry.bundle.read.BundleOnMedium;
import org.gapferry.bundle.read.InPlaceDocuments;
import org.gapferry.bundle.read.Note;
import org.gapferry.bundle.read.SeenStates;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.read.VolumeOnMedium;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.volume.PackingLine;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingLine.Volume;
import org.gapferry.bundle.volume.PackingReader;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.StoreProblem;

/** Checks a bundle where it lies and writes nothing: authenticate, then hash all content in place. Yields a report, never a value to commit. */
public final class Verifier {
    private final ImportListener listener;

    public Verifier(ImportListener listener) {
        this.listener = listener;
    }

    /** What was found good, and which checks could not be made. */
    public record Report(Statement statement, List<Note> notes) {
        public Report {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Verifies against a trust file alone.
     *
     * @throws org.gapferry.bundle.ProblemException with the class that an import would have
     */
    public Report verify(Path bundle, TrustFile trust) throws IOException {
        Report report = verify(bundle, trust, SeenStates.NONE);
        List<Note> notes = new ArrayList<>(report.notes());
        notes.add(new Note(
                false,
                Statement.FILE,
                "without a store its number was compared with nothing (no check for REPLAY and FORK)"));
        notes.add(new Note(false, Statement.INVENTORY, "without a store its coordinates were compared with no ledger"));
        return new Report(report.statement(), notes);
    }

    /** Verifies as the import into a store would, its ledger and its blobs included. */
    public Report verify(Path bundle, Generation held) throws IOException {
        return verify(bundle, held.trust(), held);
    }

    private Report verify(Path bundle, TrustFile trust, SeenStates seen) throws IOException {
        BundleOnMedium medium = BundleOnMedium.open(bundle);
        listener.phase("authenticate", -1);
        AuthenticState state = new Authentication(trust, seen, new InPlaceDocuments()).authenticate(medium);
        listener.phase("verify", state.statement().packed().bytes());
        hash(state);
        List<Note> notes = new ArrayList<>(state.notes());
        checkComplete(state, seen, notes);
        if (seen instanceof Generation held) {
            Admit.checkLedger(state, held);
        }
        return new Report(state.statement(), notes);
    }

    private void hash(AuthenticState state) throws IOException {
        MessageDigest digest = Digest.sha256();
        VolumeOnMedium volume = null;
        try (PackingReader packing = new PackingReader(state.packing())) {
            for (PackingLine line = packing.next(); line != null; line = packing.next()) {
                if (line instanceof Entry entry) {
                    if (volume == null) {
                        volume = new VolumeOnMedium(state.medium(), entry.volume());
                    }
                    volume.copy(entry, OutputStream.nullOutputStream(), digest);
                    listener.bytes(entry.size());
                    if (entry.part() == entry.of()) {
                        volume.require(entry.blob(), digest);
                    }
                } else if (line instanceof Volume && volume != null) {
                    volume.finish();
                    volume.close();
                    volume = null;
                }
            }
        } finally {
            if (volume != null) {
                volume.close();
            }
        }
    }

    /** Every blob of the inventory is packed, or held by the store. */
    private static void checkComplete(AuthenticState state, SeenStates seen, List<Note> notes) throws IOException {
        if (state.statement().packed().blobs() == state.statement().counts().blobs()) {
            return;
        }
        long missing = 0;
        Digest first = null;
        try (InventoryReader inventory = new InventoryReader(state.inventory(), Statement.INVENTORY);
                PackingReader packing = new PackingReader(state.packing())) {
            PackingLine line = packing.next();
            for (InventoryLine wanted = inventory.next(); wanted != null; wanted = inventory.next()) {
                if (!(wanted instanceof BlobLine blob)) {
                    continue;
                }
                Digest digest = blob.blob().digest();
                boolean packed = false;
                while (line != null
                        && !(line instanceof Entry ahead && ahead.blob().compareTo(digest) > 0)) {
                    packed |= line instanceof Entry entry && entry.blob().equals(digest);
                    line = packing.next();
                }
                boolean held = seen instanceof Generation generation
                        && generation.catalog().locate(digest).isPresent();
                if (!packed && !held) {
                    missing++;
                    first = first == null ? digest : first;
                }
            }
        }
        if (missing > 0 && seen instanceof Generation) {
            throw org.gapferry.bundle.BundleProblem.MISSING_BLOB.thrown(
                    Statement.INVENTORY,
                    missing + " blobs are neither in the bundle nor in the store, the first is " + first,
                    "import the bundles before this one first, or ask for a full one: gapferry export --full");
        } else if (missing > 0) {
            notes.add(new Note(
                    false, Statement.INVENTORY, missing + " blobs are not in the bundle; a store must hold them"));
        }
    }

    /** Fails for a store without trust. */
    public static org.gapferry.bundle.ProblemException noTrust(Path store) {
        return StoreProblem.NO_TRUST.thrown(
                Statement.FILE,
                "the store " + store + " has accepted no trust file",
                "gapferry trust accept trust.json --store " + store + " --fingerprint F");
    }
}
