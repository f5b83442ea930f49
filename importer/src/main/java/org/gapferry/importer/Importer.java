package org.gapferry.importer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.change.ChangeReport;
import org.gapferry.bundle.change.DocumentChanges;
import org.gapferry.bundle.read.AuthenticState;
import org.gapferry.bundle.read.Authentication;
import org.gapferry.bundle.read.BundleOnMedium;
import org.gapferry.bundle.read.Note;
import org.gapferry.bundle.read.ReceiverRules;
import org.gapferry.bundle.read.Statement;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.StoreProblem;
import org.gapferry.mirror.store.StoreWriter;

/**
 * One import: authenticate, receive, admit, commit. A refused import changes nothing but the log; an interrupted one
 * keeps what was received, and the same command finishes it.
 */
public final class Importer {
    private final Store store;
    private final String channel;
    private final ReceiverRules rules;
    private final ImportListener listener;
    private final DocumentChanges descriptions;

    /** An importer that tells changed documents by their digests only. */
    public Importer(Store store, String channel, ReceiverRules rules, ImportListener listener) {
        this(store, channel, rules, listener, DocumentChanges.NONE);
    }

    /** @param descriptions how the report of changes says what of a document changed */
    public Importer(
            Store store, String channel, ReceiverRules rules, ImportListener listener, DocumentChanges descriptions) {
        this.descriptions = descriptions;
        this.store = store;
        this.channel = channel;
        this.rules = rules;
        this.listener = listener;
    }

    /**
     * How an import ended.
     *
     * @param generation that is now current
     * @param alreadyThere true if the state had been imported before, and nothing was written
     * @param receivedBytes read from the medium
     */
    public record Report(
            Statement statement,
            long generation,
            boolean alreadyThere,
            long receivedBlobs,
            long receivedBytes,
            ChangeReport.Summary changes,
            List<Note> notes) {
        public Report {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Imports a bundle.
     *
     * @throws ProblemException with the class of what is wrong; the store is then as it was, but for its log
     */
    public Report importBundle(Path bundle) {
        refuseOverlap(bundle);
        try (StoreWriter writer = StoreWriter.lock(store)) {
            try {
                writer.emptyQuarantine(true);
                Report report = importBundle(bundle, writer);
                writer.emptyQuarantine(false);
                return report;
            } catch (ProblemException e) {
                if (e.exitClass().isRefusal()) {
                    writer.emptyQuarantine(false);
                    store.log(
                            "refused",
                            Map.of(
                                    "bundle", String.valueOf(bundle.getFileName()),
                                    "class", e.exitClass().word(),
                                    "problem", e.first().sentence()));
                }
                throw e;
            }
        } catch (IOException e) {
            throw unwritable(e);
        } catch (UncheckedIOException e) {
            throw unwritable(new IOException(e));
        }
    }

    private ProblemException unwritable(IOException e) {
        return StoreProblem.UNWRITABLE
                .thrown(
                        store.layout().root().toString(),
                        "cannot read or write the store: " + FileReason.withFile(e),
                        "check free space and permissions of the store's folder, then run the same command again; received data is kept")
                .causedBy(e);
    }

    private Report importBundle(Path bundle, StoreWriter writer) throws IOException {
        Optional<Generation> current = store.current(channel);
        if (current.isEmpty()) {
            throw Verifier.noTrust(store.layout().root());
        }
        try (Generation before = current.get()) {
            BundleOnMedium medium = BundleOnMedium.open(bundle);
            listener.phase("authenticate", -1);
            AuthenticState state =
                    new Authentication(before.trust(), before, rules, new CopiedDocuments(writer)).authenticate(medium);
            Statement statement = state.statement();
            boolean held = before.feed(statement.number().feed())
                    .filter(feed -> feed.isCurrent() && feed.number().equals(statement.number()))
                    .isPresent();
            if (held) {
                return new Report(statement, before.number(), true, 0, 0, ChangeReport.Summary.NONE, state.notes());
            }
            ReceivedBundle received = new Receive(writer, listener).receive(state, before);
            listener.phase("admit", -1);
            AdmittedState admitted = new Admit().admit(received, before);
            listener.phase("commit", -1);
            Commit.Committed committed = new Commit(writer, descriptions).commit(admitted, before, channel);
            long generation = committed.generation();
            store.log(
                    "imported",
                    Map.of(
                            "state", statement.number().toString(),
                            "digest", statement.state().hex(),
                            "generation", Long.toString(generation)));
            return new Report(
                    statement,
                    generation,
                    false,
                    received.plan().blobs(),
                    received.plan().bytes(),
                    committed.changes(),
                    Stream.concat(state.notes().stream(), admitted.notes().stream())
                            .toList());
        }
    }

    /** A bundle within the store, or a store within the bundle, would change while it is read. */
    private void refuseOverlap(Path bundle) {
        try {
            Path a = bundle.toRealPath();
            Path b = store.layout().root().toRealPath();
            if (a.startsWith(b) || b.startsWith(a)) {
                throw BundleProblem.NOT_A_BUNDLE.thrown(
                        bundle.toString(), "the bundle and the store overlap", "use a bundle outside the store");
            }
        } catch (IOException e) {
            return;
        }
    }
}
