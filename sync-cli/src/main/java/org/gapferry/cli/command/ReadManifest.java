package org.gapferry.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gapferry.cli.ProcessContext;
import org.gapferry.document.Problems;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.resolve.Routes;
import org.gapferry.export.NetworkSettings;
import org.gapferry.export.UpstreamSelection;
import org.gapferry.manifest.ManifestReader;
import org.gapferry.manifest.SyncManifest;
import org.gapferry.transport.ClientSettings;
import org.gapferry.transport.Network;

/** A manifest with its requirements, by ecosystem. */
record ReadManifest(SyncManifest manifest, Requirements requirements) {
    /** @throws org.gapferry.bundle.ProblemException MANIFEST, with everything that is wrong */
    static ReadManifest of(Path file, Ecosystems ecosystems) {
        Problems problems = new Problems();
        SyncManifest read = ManifestReader.read(file, ecosystems.sections(), problems);
        Requirements requirements = Requirements.read(read, ecosystems, problems);
        problems.throwIfAny();
        return new ReadManifest(read, requirements);
    }

    /** The upstreams of each ecosystem, by the manifest or by the configuration of this machine's clients. */
    Map<String, Routes> upstreams(ProcessContext context) {
        return UpstreamSelection.of(
                manifest, requirements, context.ecosystems(), context.environment(manifest.folder()));
    }

    /** What may be asked beside upstreams: hosts that the manifest names, in its list or in requirements. */
    List<String> hosts() {
        List<String> hosts = new ArrayList<>(manifest.hosts());
        requirements.all().forEach(requirement -> hosts.addAll(requirement.hosts()));
        return hosts;
    }

    /** How an export of it reaches hosts: as is said, then as this machine's clients are configured. */
    Network reached(Network said, Map<String, Routes> upstreams, ProcessContext context) {
        return NetworkSettings.of(
                        said, context.ecosystems(), upstreams, hosts(), context.environment(manifest.folder()))
                .apply(ClientSettings.NONE);
    }
}
