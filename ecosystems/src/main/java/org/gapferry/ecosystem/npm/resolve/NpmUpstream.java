package org.gapferry.ecosystem.npm.resolve;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.ecosystem.npm.closure.PackageDocuments;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.transport.ClientSettings;
import org.gapferry.transport.RedactedUrl;

/** The registries that the packages of some requirements come from. */
public final class NpmUpstream implements PackageDocuments {
    private final List<Upstream> upstreams;
    private final NpmRegistries registries;

    NpmUpstream(List<Upstream> upstreams, NpmRegistries registries) {
        this.upstreams = List.copyOf(upstreams);
        this.registries = registries;
    }

    /** The registries that are asked for a name, one after the other: those of its scope, or those for all. */
    private List<Upstream> asked(String name) {
        String scope = name.startsWith("@") && name.indexOf('/') > 0 ? name.substring(0, name.indexOf('/')) : "";
        String served = upstreams.stream().anyMatch(upstream -> upstream.scope().equals(scope)) ? scope : "";
        return upstreams.stream()
                .filter(upstream -> upstream.scope().equals(served))
                .toList();
    }

    /** True if a registry that is asked for a name is on the host of any of these files. */
    boolean isOfHost(String name, List<URI> files) {
        return asked(name).stream().anyMatch(upstream -> files.stream()
                .anyMatch(file -> upstream.url().getRawAuthority().equalsIgnoreCase(file.getRawAuthority())));
    }

    /** Of whoever is asked for here. */
    ClientSettings settings() {
        return upstreams.isEmpty() ? ClientSettings.NONE : upstreams.get(0).settings();
    }

    @Override
    public Answer find(String name) {
        List<Upstream> asked = asked(name);
        if (asked.isEmpty()) {
            return new Failed(ManifestProblem.NO_UPSTREAM.at(
                    name,
                    "no registry is configured for it, only for some scopes",
                    "add to the manifest: upstreams: {npm: \"https://registry.example.test/\"}"));
        }
        for (Upstream upstream : asked) {
            Answer answer = registries.find(upstream, name);
            if (!(answer instanceof Unknown)) {
                if (answer instanceof Known there) {
                    registries.seen(there.packument(), upstreams);
                }
                return answer;
            }
        }
        return new Unknown();
    }

    /** The document of a package that is known; empty if it was not found, or cannot be had. */
    Optional<Packument> packument(String name) {
        return find(name) instanceof Known there ? Optional.of(there.packument()) : Optional.empty();
    }

    @Override
    public String origin(String name) {
        return asked(name).stream()
                .map(upstream -> RedactedUrl.of(upstream.url()))
                .collect(Collectors.joining(", "));
    }

    @Override
    public String namedBy(String name) {
        return asked(name).stream().map(Upstream::origin).distinct().collect(Collectors.joining(", "));
    }

    @Override
    public Optional<Checksum> digest(Packument packument, String version, DigestAlgorithm algorithm) {
        return registries.digest(packument, version, algorithm);
    }
}
