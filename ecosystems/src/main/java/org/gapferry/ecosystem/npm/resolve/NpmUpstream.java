package org.gapferry.ecosystem.npm.resolve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.npm.closure.PackageDocuments;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.transport.DocumentCache;

/** The registries that packages come from; each package's document is asked for once. */
public final class NpmUpstream implements PackageDocuments {
    /** Larger than the largest packages' documents by several times. */
    private final List<Upstream> upstreams;

    private final DocumentCache documents;
    private final Map<String, Answer> known = new ConcurrentHashMap<>();
    private final Map<String, URI> holders = new ConcurrentHashMap<>();

    NpmUpstream(List<Upstream> upstreams, DocumentCache documents) {
        this.upstreams = upstreams;
        this.documents = documents;
    }

    /** The registries that are asked for a name, one after the other: those of its scope, or those for all. */
    List<URI> registries(String name) {
        String scope = name.startsWith("@") && name.indexOf('/') > 0 ? name.substring(0, name.indexOf('/')) : "";
        String served = upstreams.stream()
                .filter(upstream ->
                        upstream.scope().isEmpty() || upstream.scope().equals(scope))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no registry for " + name))
                .scope();
        return upstreams.stream()
                .filter(upstream -> upstream.scope().equals(served))
                .map(Upstream::url)
                .toList();
    }

    /** The registry that has a package; the first that is asked for it, if none has. */
    URI registry(String name) {
        return holders.getOrDefault(name, registries(name).get(0));
    }

    /** A package's document, asked for once, also where the registry fails. */
    @Override
    public Answer find(String name) {
        Answer answer = known.get(name);
        if (answer == null) {
            answer = ask(name);
            known.put(name, answer);
        }
        return answer;
    }

    private Answer ask(String name) {
        try {
            return fetch(name).<Answer>map(Known::new).orElseGet(Unknown::new);
        } catch (ProblemException e) {
            return new Failed(Resolver.isolated(e));
        }
    }

    /** The document of a package that is known; empty if it was not found, or cannot be had. */
    Optional<Packument> packument(String name) {
        return find(name) instanceof Known there ? Optional.of(there.packument()) : Optional.empty();
    }

    @Override
    public String origin(String name) {
        return registries(name).stream().map(URI::toString).collect(Collectors.joining(", "));
    }

    private Optional<Packument> fetch(String name) {
        for (URI registry : registries(name)) {
            Optional<Packument> found = fetch(registry, name);
            if (found.isPresent()) {
                holders.put(name, registry);
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Packument> fetch(URI registry, String name) {
        URI url = URI.create(registry + PackageSpec.escaped(name));
        String action = "metadata of " + name;
        Optional<Path> file = documents.get(url, "application/json", action, Pointer.MAX_DOCUMENT);
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
                                    + registry)
                    .causedBy(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
