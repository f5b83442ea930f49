package org.gapferry.ecosystem.npm.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.gapferry.ecosystem.npm.closure.NonRegistryPackages;
import org.gapferry.ecosystem.npm.closure.PackageDocuments;
import org.gapferry.ecosystem.npm.model.DependencyText;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.serve.InstallCheck.Mirror;
import org.gapferry.ecosystem.serve.MirrorResponse;
import tools.jackson.databind.JsonNode;

/** The documents as the mirror renders them, and nothing else. */
public final class ServedDocuments implements PackageDocuments, NonRegistryPackages {
    private final Mirror mirror;
    private final Map<String, Answer> known = new ConcurrentHashMap<>();

    ServedDocuments(Mirror mirror) {
        this.mirror = mirror;
    }

    @Override
    public Answer find(String name) {
        return known.computeIfAbsent(
                name, missing -> read(missing).<Answer>map(Known::new).orElseGet(PackageDocuments.Unknown::new));
    }

    private Optional<Packument> read(String name) {
        MirrorResponse response = mirror.get(PackageSpec.escaped(name), "application/json");
        if (response.status() != 200 || !(response.body() instanceof MirrorResponse.Bytes document)) {
            return Optional.empty();
        }
        try {
            Packument packument = Packument.of(document.bytes());
            Set<String> dangling = new TreeSet<>(packument.tags().values());
            dangling.removeAll(packument.candidates().keySet());
            return dangling.isEmpty() ? Optional.of(packument) : Optional.empty();
        } catch (Packument.Malformed e) {
            return Optional.empty();
        }
    }

    @Override
    public String origin(String name) {
        return "the mirror";
    }

    /** A package that is in no registry is found among the versions that say what they were carried for. */
    @Override
    public Found find(String name, String text, PackageDocuments beside) {
        if (find(name) instanceof Known served) {
            for (String version : served.packument().candidates().keySet()) {
                if (version.contains("git-") || version.contains("url-")) {
                    JsonNode manifest = manifest(served.packument(), version);
                    if (NpmJson.text(manifest, FROM).equals(DependencyText.withoutSecrets(text))) {
                        return new Carried(version, manifest, Optional.empty());
                    }
                }
            }
        }
        return new NonRegistryPackages.Unknown("the mirror would not serve it", List.of());
    }

    private static JsonNode manifest(Packument packument, String version) {
        try {
            return packument.parsedManifest(version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
