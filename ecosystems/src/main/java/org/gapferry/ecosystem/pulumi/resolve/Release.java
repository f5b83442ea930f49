package org.gapferry.ecosystem.pulumi.resolve;

import java.util.List;
import org.gapferry.ecosystem.pulumi.model.Platform;
import org.gapferry.ecosystem.resolve.SourceFile;

/**
 * What an upstream has of one version.
 *
 * @param origin for people: where it was found
 * @param published when it was released, as the upstream says it; empty if it does not
 * @param archives for the platforms that were asked for and that it has
 * @param lacking the platforms that it has nothing for
 * @param evidence files of checksums and signatures
 */
public record Release(
        String origin, String published, List<SourceFile> archives, List<Platform> lacking, List<SourceFile> evidence) {
    public Release {
        archives = List.copyOf(archives);
        lacking = List.copyOf(lacking);
        evidence = List.copyOf(evidence);
    }
}
