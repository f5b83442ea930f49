package org.gapferry.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.Wish;
import org.gapferry.manifest.ManifestReader;
import org.gapferry.manifest.Problems;
import org.gapferry.manifest.SyncManifest;

/** A manifest with its wishes, by ecosystem. */
record ReadManifest(SyncManifest manifest, Map<String, List<Wish>> wishes) {
    /** @throws org.gapferry.bundle.ProblemException MANIFEST, with everything that is wrong */
    static ReadManifest of(Path file, Ecosystems ecosystems) {
        Problems problems = new Problems();
        SyncManifest read = ManifestReader.read(file, ecosystems.ids(), problems);
        Map<String, List<Wish>> wishes = new LinkedHashMap<>();
        read.sections().forEach((id, section) -> ecosystems
                .find(id)
                .ifPresent(ecosystem -> wishes.put(id, ecosystem.wishes().read(section, read.folder(), problems))));
        problems.throwIfAny();
        return new ReadManifest(read, wishes);
    }
}
