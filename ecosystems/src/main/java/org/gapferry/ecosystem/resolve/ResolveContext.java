package org.gapferry.ecosystem.resolve;

import java.util.List;
import java.util.function.Consumer;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.request.CompanionReader;
import org.gapferry.manifest.Target;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.DocumentCache;

/**
 * What a resolver works with.
 *
 * @param routes to the upstreams of this ecosystem
 * @param environment of this machine, for credentials
 * @param companions reads what packages need of other ecosystems
 * @param tasks runs requests side by side
 * @param progress told of each thing that was looked up, for people
 */
public record ResolveContext(
        List<Target> targets,
        Routes routes,
        ClientEnvironment environment,
        CompanionReader companions,
        DocumentCache documents,
        BlobCache blobs,
        Tasks tasks,
        Consumer<String> progress) {
    /** The upstreams for what says nothing of them itself, the most specific first. */
    public List<Upstream> upstreams() {
        return routes.shared();
    }
}
