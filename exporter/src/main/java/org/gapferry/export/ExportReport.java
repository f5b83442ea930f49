package org.gapferry.export;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.read.StateNumber;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.write.SealedBundle;

/**
 * How an export ended.
 *
 * @param number of the state that is now the feed's last; for a feed that never had one, epoch 1 and seq 1 with no
 *     bundle
 * @param bundle empty if nothing is new
 * @param findings what people must do something about, on the other side
 * @param refusedHosts {@code host:port} of what was named on the way, and may not be contacted yet
 * @param requests how many requests were sent
 * @param dryRun what would happen, if only that was asked for
 */
public record ExportReport(
        StateNumber number,
        boolean feedIsEmpty,
        Optional<SealedBundle> bundle,
        List<HeldBack> heldBack,
        List<Problem> findings,
        List<String> notes,
        List<String> refusedHosts,
        long requests,
        Path lock,
        Optional<DryRun> dryRun) {
    public ExportReport {
        heldBack = List.copyOf(heldBack);
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
        refusedHosts = List.copyOf(refusedHosts);
    }

    /** What the new bundle's statement says. */
    public Statement statement() {
        return bundle.orElseThrow().statement();
    }
}
