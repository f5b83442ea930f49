package org.gapferry.manifest;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gapferry.document.Node;

/**
 * A manifest whose frame was read; the sections are for their ecosystems to read.
 *
 * @param folder where relative paths begin
 * @param feed the manifest's {@code name}
 * @param upstreams rules by section, as they are written; of one scope, all but the first are fallbacks
 * @param hosts further hosts that may be contacted, {@code host} or {@code host:port}
 * @param keep what stays of what was shipped before
 * @param accepted changed bytes that may be shipped all the same
 * @param sections what is required, by ecosystem
 */
public record SyncManifest(
        Path file,
        Path folder,
        String feed,
        List<Target> targets,
        Map<String, List<UpstreamRule>> upstreams,
        List<String> hosts,
        Keep keep,
        List<Accepted> accepted,
        Map<String, Node> sections) {
    public SyncManifest {
        targets = List.copyOf(targets);
        upstreams = Map.copyOf(upstreams);
        hosts = List.copyOf(hosts);
        accepted = List.copyOf(accepted);
        sections = Collections.unmodifiableMap(new LinkedHashMap<>(sections));
    }
}
