package org.gapferry.importer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.bundle.inventory.PointerMerge;
import org.gapferry.bundle.read.AuthenticState;
import org.gapferry.bundle.read.Note;
import org.gapferry.bundle.read.Statement;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Ledger;
import org.gapferry.mirror.store.StoreProblem;

/**
 * Compares a state with the ledger: a coordinate never changes its bytes (F4.8), and a pointer changes as its kind
 * allows (F4.10).
 */
final class Admit {
    /**
     * Admits.
     *
     * @throws org.gapferry.bundle.ProblemException CONTRADICTION, with both digests, or REPLAY for a rank that goes
     *     back
     */
    AdmittedState admit(ReceivedBundle received, Generation before) throws IOException {
        return new AdmittedState(received, checkLedger(received.state(), before));
    }

    /**
     * Fails if a state brings other bytes under a known coordinate, or a pointer that its kind does not allow to follow
     * the one before.
     *
     * @return what people of the exporting side accepted to be replaced: findings
     */
    static List<Note> checkLedger(AuthenticState state, Generation before) throws IOException {
        List<Note> notes = new ArrayList<>();
        try (InventoryReader inventory = new InventoryReader(state.inventory(), Statement.INVENTORY);
                Ledger.Reader ledger = new Ledger.Reader(before.ledger())) {
            Ledger.Line known = ledger.next();
            for (Artifact artifact = inventory.nextArtifact(); artifact != null; artifact = inventory.nextArtifact()) {
                for (ArtifactFile file : artifact.files()) {
                    Ledger.Line fresh = Ledger.Line.of(
                            artifact.coordinates(), file.name(), file.blob().digest());
                    while (known != null && known.key().compareTo(fresh.key()) < 0) {
                        known = ledger.next();
                    }
                    if (known != null
                            && known.key().equals(fresh.key())
                            && !known.digest().equals(fresh.digest())) {
                        notes.add(replaced(artifact, file, known));
                    }
                }
            }
            checkPointers(state.statement().number().feed(), inventory, ledger);
        }
        return notes;
    }

    private static void checkPointers(String feed, InventoryReader inventory, Ledger.Reader ledger) throws IOException {
        Ledger.HeldPointer known = ledger.nextPointer();
        for (Pointer fresh = inventory.nextPointer(); fresh != null && known != null; fresh = inventory.nextPointer()) {
            while (known != null && known.pointer().key().compareTo(fresh.key()) < 0) {
                known = ledger.nextPointer();
            }
            for (; known != null && known.isOf(fresh); known = ledger.nextPointer()) {
                PointerMerge.Refused refused =
                        PointerMerge.refusal(known.pointer(), fresh).orElse(null);
                boolean goesBack = refused != null && refused.rule() == PointerMerge.Rule.RANK_WENT_BACK;
                // a feed that was exported earlier than another one may be behind it, and is served only as far as it
                // is ahead
                if (refused != null && (!goesBack || known.feed().equals(feed))) {
                    throw (goesBack ? StoreProblem.RANK_WENT_BACK : StoreProblem.POINTER_CONTRADICTS)
                            .thrown(
                                    Statement.INVENTORY,
                                    refused.sentence()
                                            + (known.feed().equals(feed)
                                                    ? ""
                                                    : "; the feed " + known.feed() + " brought it"),
                                    "ask the exporting side what the upstream shows; nothing was imported");
                }
            }
        }
    }

    private static Note replaced(Artifact artifact, ArtifactFile file, Ledger.Line known) {
        if (file.replaces().contains(known.digest())) {
            return new Note(
                    true,
                    Statement.INVENTORY,
                    artifact.coordinates() + " brings " + file.name() + " as "
                            + file.blob().digest() + " instead of " + known.digest()
                            + ", which the exporting side accepted: " + file.reason());
        }
        throw StoreProblem.CONTRADICTION.thrown(
                Statement.INVENTORY,
                artifact.coordinates() + " brings " + file.name() + " as "
                        + file.blob().digest() + ", but it was imported as " + known.digest() + " before",
                "changed bytes of a published version can be an attack: ask the exporting side; nothing was imported");
    }
}
