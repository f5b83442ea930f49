package org.gapferry.export;

import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.read.StateNumber;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.write.SealedBundle;
import org.gapferry.ecosystem.Closure.HeldBack;

/**
 * How an export ended.
 *
 * @param number of the state that is now the feed's last; for a feed that never had one, epoch 1 and seq 1 with no bundle
 * @param bundle one, or none if nothing is new
 * @param requests how many requests were sent
 */
public record ExportReport(
        StateNumber number,
        boolean feedIsEmpty,
        List<SealedBundle> bundle,
        List<HeldBack> heldBack,
        List<String> notes,
        long requests,
        Path lock) {
    public ExportReport {
        bundle = List.copyOf(bundle);
        heldBack = List.copyOf(heldBack);
        notes = List.copyOf(notes);
    }

    /** What the new bundle's statement says. */
    public Statement statement() {
        return bundle.get(0).statement();
    }
}
