package org.gapferry.export;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.manifest.SyncManifest;

/**
 * The upstreams of each ecosystem: those that the manifest names, else those that the clients on this machine are configured for, else the
 * hosts that the ecosystem has of itself. An ecosystem that only derived requirements are of may have none.
 */
public final class UpstreamSelection {
    private UpstreamSelection() {}

    /**
     * Chooses.
     *
     * @throws ProblemException MANIFEST if an ecosystem that is asked for has none
     */
    public static Map<String, List<Upstream>> of(
            SyncManifest manifest,
            Map<String, List<Requirement>> requirements,
            Ecosystems ecosystems,
            ClientEnvironment environment) {
        Map<String, List<Upstream>> upstreams = new LinkedHashMap<>();
        for (Ecosystem ecosystem : ecosystems.all()) {
            URI named = manifest.upstreams().get(ecosystem.section());
            List<Upstream> found = named != null
                    ? List.of(new Upstream("", named, manifest.file().toString()))
                    : ecosystem.online().upstreams().find(environment);
            List<Upstream> own = requirements.containsKey(ecosystem.section())
                    ? ecosystem.online().upstreams().own()
                    : List.of();
            if (found.stream().anyMatch(upstream -> upstream.scope().isEmpty())) {
                upstreams.put(ecosystem.section(), found);
            } else if (!own.isEmpty()) {
                upstreams.put(ecosystem.section(), own);
            } else if (requirements.containsKey(ecosystem.section())) {
                throw none(ecosystem.section(), manifest);
            }
        }
        return upstreams;
    }

    static ProblemException none(String id, SyncManifest manifest) {
        return ManifestProblem.NO_UPSTREAM.thrown(
                manifest.file().toString(),
                "no upstream is known for `" + id
                        + "`: neither the manifest nor the configuration of its clients on this machine names one",
                "add to the manifest: upstreams: {" + id + ": \"https://registry.example.test/\"}");
    }
}
