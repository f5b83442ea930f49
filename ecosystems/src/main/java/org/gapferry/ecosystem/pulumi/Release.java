package org.gapferry.ecosystem.pulumi;

import java.util.List;
import org.gapferry.ecosystem.SourceFile;

/**
 * What an upstream has of one version.
 *
 * @param origin for people: where it was found
 * @param published when it was released, as the upstream says it; empty if it does not
 * @param archives for the platforms that were asked for and that it has
 * @param lacking the platforms that it has nothing for
 * @param evidence files of checksums and signatures
 */
record Release(
        String origin, String published, List<SourceFile> archives, List<Platform> lacking, List<SourceFile> evidence) {
    Release {
        archives = List.copyOf(archives);
        lacking = List.copyOf(lacking);
        evidence = List.copyOf(evidence);
    }
}
