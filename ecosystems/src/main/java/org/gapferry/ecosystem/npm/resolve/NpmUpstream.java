package org.gapferry.ecosystem.npm.resolve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.npm.closure.PackageDocuments;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.transport.DocumentCache;

/** The registries that packages come from; each package's document is asked for once. */
public final class NpmUpstream implements PackageDocuments {
    /** Larger than the largest packages' documents by several times. */
    private static final long MAX_DOCUMENT = 256L << 20;

    private final List<Upstream> upstreams;
    private final DocumentCache documents;
    private final Map<String, Optional<Packument>> known = new ConcurrentHashMap<>();

    NpmUpstream(List<Upstream> upstreams, DocumentCache documents) {
        this.upstreams = upstreams;
        this.documents = documents;
    }

    /** The registry that serves a name: of its scope, or for all. */
    URI registry(String name) {
        String scope = name.startsWith("@") ? name.substring(0, name.indexOf('/')) : "";
        return upstreams.stream()
                .filter(upstream ->
                        upstream.scope().isEmpty() || upstream.scope().equals(scope))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no registry for " + name))
                .url();
    }

    /**
     * A package's document; empty if the registry does not know the package.
     *
     * @throws org.gapferry.bundle.ProblemException UPSTREAM or CREDENTIALS
     */
    @Override
    public Optional<Packument> packument(String name) {
        Optional<Packument> packument = known.get(name);
        if (packument == null) {
            packument = fetch(name);
            known.put(name, packument);
        }
        return packument;
    }

    @Override
    public String origin(String name) {
        return registry(name).toString();
    }

    private Optional<Packument> fetch(String name) {
        URI url = URI.create(registry(name) + PackageSpec.escaped(name));
        String action = "metadata of " + name;
        Optional<Path> file = documents.get(url, "application/json", action, MAX_DOCUMENT);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            Packument packument = Packument.read(file.get());
            if (!packument.name().equals(name)) {
                throw new Packument.Malformed("is of the package `" + packument.name() + "`");
            }
            return Optional.of(packument);
        } catch (Packument.Malformed e) {
            throw EcosystemProblem.DOCUMENT_MALFORMED
                    .thrown(
                            url.toString(),
                            action + " " + e.getMessage(),
                            "see what the registry, or a proxy in between, answers: npm view " + name + " --registry "
                                    + registry(name))
                    .causedBy(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
