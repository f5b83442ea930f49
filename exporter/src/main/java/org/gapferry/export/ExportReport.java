package org.gapferry.export;

import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.read.StateNumber;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.write.SealedBundle;

/**
 * How an export ended.
 *
 * @param number of the state that is now the feed's last; for a feed that never had one, epoch 1 and seq 1 with no bundle
 * @param bundle one, or none if nothing is new
 * @param findings what people must do something about, on the other side
 * @param requests how many requests were sent
 * @param dryRun one, if nothing but that was asked for
 */
public record ExportReport(
        StateNumber number,
        boolean feedIsEmpty,
        List<SealedBundle> bundle,
        List<HeldBack> heldBack,
        List<Problem> findings,
        List<String> notes,
        long requests,
        Path lock,
        List<DryRun> dryRun) {
    public ExportReport {
        bundle = List.copyOf(bundle);
        heldBack = List.copyOf(heldBack);
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
        dryRun = List.copyOf(dryRun);
    }

    /** What the new bundle's statement says. */
    public Statement statement() {
        return bundle.get(0).statement();
    }
}
