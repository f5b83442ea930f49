package org.gapferry.importer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.change.ChangeReport;
import org.gapferry.bundle.change.DocumentChanges;
import org.gapferry.bundle.change.DocumentSource;
import org.gapferry.bundle.change.StateDifference;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.read.AuthenticState;
import org.gapferry.bundle.read.Authentication;
import org.gapferry.bundle.read.BundleOnMedium;
import org.gapferry.bundle.read.InPlaceDocuments;
import org.gapferry.bundle.read.KnownStates;
import org.gapferry.bundle.read.Note;
import org.gapferry.bundle.read.ReceiverRules;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.read.VolumeOnMedium;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.volume.PackingLine;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingLine.Volume;
import org.gapferry.bundle.volume.PackingReader;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.StoreProblem;

/**
 * Checks a bundle where it lies and writes nothing: authenticate, then hash all content in place. Yields a report,
 * never a value to commit.
 */
public final class Verifier {
    private final ReceiverRules rules;
    private final ImportListener listener;
    private final DocumentChanges descriptions;

    /** A verifier that tells changed documents by their digests only. */
    public Verifier(ReceiverRules rules, ImportListener listener) {
        this(rules, listener, DocumentChanges.NONE);
    }

    /** @param descriptions how the report of changes says what of a document changed */
    public Verifier(ReceiverRules rules, ImportListener listener, DocumentChanges descriptions) {
        this.descriptions = descriptions;
        this.rules = rules;
        this.listener = listener;
    }

    /**
     * What was found good, and which checks could not be made.
     *
     * @param trust what is trusted once the bundle is imported
     * @param changes what it changes of what is held
     */
    public record Report(Statement statement, TrustChain trust, ChangeReport changes, List<Note> notes) {
        public Report {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Verifies against a trust file alone.
     *
     * @throws org.gapferry.bundle.ProblemException with the class that an import would have
     */
    public Report verify(Path bundle, TrustChain trust) throws IOException {
        return verify(bundle, trust, List.of());
    }

    /**
     * Verifies against a trust file alone.
     *
     * @param since a bundle of the feed whose state the changes are shown against; empty for none
     */
    public Report verify(Path bundle, TrustChain trust, List<Path> since) throws IOException {
        Report report = verify(bundle, trust, KnownStates.NONE, since);
        List<Note> notes = new ArrayList<>(report.notes());
        notes.add(new Note(false, Statement.FILE, "not checked for REPLAY and FORK, which needs a store"));
        notes.add(new Note(false, Statement.INVENTORY, "not checked for CONTRADICTION, which needs a store"));
        return new Report(report.statement(), report.trust(), report.changes(), notes);
    }

    /** Verifies as the import into a store would, its ledger and its blobs included. */
    public Report verify(Path bundle, Generation held) throws IOException {
        return verify(bundle, held.trust(), held, List.of());
    }

    /** A bundle's state as endpoints would see it; nothing of the content is checked but what is asked for. */
    public BundleCatalog catalog(Path bundle, TrustChain trust) throws IOException {
        return BundleCatalog.of(authentic(bundle, trust, KnownStates.NONE), Optional.empty());
    }

    /** The same where a store would import it. */
    public BundleCatalog catalog(Path bundle, Generation held) throws IOException {
        return BundleCatalog.of(authentic(bundle, held.trust(), held), Optional.of(held.catalog()));
    }

    private AuthenticState authentic(Path bundle, TrustChain trust, KnownStates seen) throws IOException {
        return new Authentication(trust, seen, rules, new InPlaceDocuments()).authenticate(BundleOnMedium.open(bundle));
    }

    private Report verify(Path bundle, TrustChain trust, KnownStates seen, List<Path> since) throws IOException {
        listener.phase("authenticate", -1);
        AuthenticState state = authentic(bundle, trust, seen);
        listener.phase("verify", state.statement().packed().bytes());
        hash(state);
        List<Note> notes = new ArrayList<>(state.notes());
        checkComplete(state, seen, notes);
        if (seen instanceof Generation held) {
            notes.addAll(Admit.checkLedger(state, held));
        }
        ChangeReport changes = seen instanceof Generation held ? changes(state, held) : changes(state, trust, since);
        return new Report(state.statement(), state.trust(), changes, notes);
    }

    private ChangeReport changes(AuthenticState state, TrustChain trust, List<Path> since) throws IOException {
        String to = state.statement().number().toString();
        if (since.isEmpty()) {
            StateDifference all = StateDifference.ofFirst(state.inventory());
            return new ChangeReport("", to, all, DocumentSource.NONE, descriptions);
        }
        AuthenticState before = authentic(since.get(0), trust, KnownStates.NONE);
        StateDifference difference = new StateDifference(before.inventory(), state.inventory());
        return new ChangeReport(
                before.statement().number().toString(),
                to,
                difference,
                new BundleDocuments(state, difference).orElse(new BundleDocuments(before, difference)),
                descriptions);
    }

    /** What a state changes of its feed in a store. */
    private ChangeReport changes(AuthenticState state, Generation held) {
        StateDifference difference = Commit.difference(state, held);
        return new ChangeReport(
                Commit.heldState(state, held),
                state.statement().number().toString(),
                difference,
                new BundleDocuments(state, difference).orElse(held.documents()),
                descriptions);
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
    private static void checkComplete(AuthenticState state, KnownStates seen, List<Note> notes) throws IOException {
        if (state.statement().packed().blobs() == state.statement().counts().blobs()) {
            return;
        }
        long missing = 0;
        Digest first = null;
        try (InventoryReader inventory = new InventoryReader(state.inventory(), Statement.INVENTORY);
                PackingReader packing = new PackingReader(state.packing())) {
            PackingLine line = packing.next();
            for (Blob wanted = inventory.nextBlob(); wanted != null; wanted = inventory.nextBlob()) {
                Digest digest = wanted.digest();
                boolean packed = false;
                while (line != null
                        && !(line instanceof Entry ahead && ahead.blob().compareTo(digest) > 0)) {
                    packed |= line instanceof Entry entry && entry.blob().equals(digest);
                    line = packing.next();
                }
                boolean held = seen instanceof Generation generation && generation.holds(digest);
                if (!packed && !held) {
                    missing++;
                    first = first == null ? digest : first;
                }
            }
        }
        if (missing > 0 && seen instanceof Generation) {
            throw BundleProblem.MISSING_BLOB.thrown(
                    Statement.INVENTORY,
                    missing + " blobs are neither in the bundle nor in the store; the first is " + first,
                    "import the earlier bundles first, or request a full bundle: gapferry export --full");
        } else if (missing > 0) {
            notes.add(new Note(
                    false,
                    Statement.INVENTORY,
                    missing + " blobs are not in the bundle and must already be in the store"));
        }
    }

    /** Fails for a store without trust. */
    public static ProblemException noTrust(Path store) {
        return StoreProblem.NO_TRUST.thrown(
                Statement.FILE,
                "the store " + store + " has accepted no trust file",
                "gapferry trust accept trust.json --store " + store + " --fingerprint F");
    }
}
