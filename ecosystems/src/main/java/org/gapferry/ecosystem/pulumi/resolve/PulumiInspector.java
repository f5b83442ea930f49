package org.gapferry.ecosystem.pulumi.resolve;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.pulumi.model.PluginKind;
import org.gapferry.ecosystem.pulumi.model.PulumiJson;
import org.gapferry.ecosystem.pulumi.model.ReleaseArchive;
import org.gapferry.ecosystem.request.CompanionReader;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.resolve.Inspector;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.SourceFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Looks into each archive, and finds what a plugin needs that is a program of a language itself: the CLI installs its
 * packages after it unpacked it.
 */
public final class PulumiInspector implements Inspector {
    private static final List<String> RUNTIMES = List.of("python", "go", "dotnet", "java");

    @Override
    public boolean isCheck() {
        return true;
    }

    @Override
    public Inspection inspect(ResolvedArtifact artifact, Opener files, CompanionReader companions) throws IOException {
        Map<String, DerivedRequirement> requirements = new LinkedHashMap<>();
        Map<String, Problem> notes = new LinkedHashMap<>();
        Coordinates coordinates = artifact.coordinates();
        boolean plugin = PluginKind.of(coordinates.namespace()).isPresent();
        String program = plugin ? "pulumi-" + coordinates.namespace() + "-" + coordinates.name() : coordinates.name();
        for (SourceFile file : artifact.files()) {
            if (!file.name().endsWith(".tar.gz") && !file.name().endsWith(".zip")) {
                continue;
            }
            ReleaseArchive.Contents contents;
            try (SeekableByteChannel in = files.channel(file)) {
                contents = ReleaseArchive.read(file.name(), program, in);
            }
            byte[] description = contents.documents().get("PulumiPlugin.yaml");
            if (plugin && description == null && !contents.hasProgram()) {
                throw new IOException(file.name() + " has no `" + program + "` at its top, where the CLI looks for it");
            }
            if (description != null) {
                described(coordinates, new String(description, StandardCharsets.UTF_8), contents, requirements, notes);
            }
        }
        return new Inspection(List.copyOf(requirements.values()), List.of(), List.copyOf(notes.values()));
    }

    private static void described(
            Coordinates coordinates,
            String description,
            ReleaseArchive.Contents contents,
            Map<String, DerivedRequirement> requirements,
            Map<String, Problem> notes)
            throws IOException {
        byte[] manifest = contents.documents().get("package.json");
        if (manifest != null) {
            try {
                JsonNode dependencies = PulumiJson.MAPPER.readTree(manifest).path("dependencies");
                dependencies.properties().forEach(entry -> {
                    String spec = entry.getKey() + "@" + PulumiJson.text(dependencies, entry.getKey());
                    requirements.put(spec, new DerivedRequirement("npm", spec, "is a program that needs " + spec));
                });
            } catch (JacksonException e) {
                throw new IOException("its package.json is not JSON", e);
            }
        }
        for (String runtime : RUNTIMES) {
            if (description.lines().anyMatch(line -> line.matches("runtime:\\s*['\"]?" + runtime + "\\b.*"))) {
                notes.put(
                        runtime,
                        EcosystemProblem.NOT_CARRIED.at(
                                coordinates.toString(),
                                "it is a program for " + runtime + ", whose packages are not exported",
                                "transfer them separately, or use a compiled plugin"));
            }
        }
    }
}
