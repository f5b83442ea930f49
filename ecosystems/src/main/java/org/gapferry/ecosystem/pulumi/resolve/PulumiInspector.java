package org.gapferry.ecosystem.pulumi.resolve;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.pulumi.model.PluginKind;
import org.gapferry.ecosystem.pulumi.model.PulumiJson;
import org.gapferry.ecosystem.pulumi.model.ReleaseArchive;
import org.gapferry.ecosystem.request.CompanionReader;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.PackageDocument;
import org.gapferry.ecosystem.resolve.Inspector;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.SourceFile;
import tools.jackson.core.JacksonException;

/**
 * Looks into each archive, and finds what a plugin needs that is a program of a language itself: the CLI installs its
 * packages after it unpacked it.
 */
public final class PulumiInspector implements Inspector {
    private static final String DESCRIPTION = "PulumiPlugin.yaml";
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
        Set<String> documents = new TreeSet<>(companions.files());
        documents.add(DESCRIPTION);
        for (SourceFile file : artifact.files()) {
            if (!file.name().endsWith(".tar.gz") && !file.name().endsWith(".zip")) {
                continue;
            }
            ReleaseArchive.Contents contents;
            try (SeekableByteChannel in = files.channel(file)) {
                contents = ReleaseArchive.read(file.name(), program, documents, in);
            }
            byte[] description = contents.documents().get(DESCRIPTION);
            if (plugin && description == null && !contents.hasProgram()) {
                throw new IOException(file.name() + " has no `" + program + "` at its top, where the CLI looks for it");
            }
            if (description != null) {
                for (String name : documents) {
                    CompanionReader.Companions needed = companions(coordinates, name, contents, companions);
                    needed.requirements().forEach(one -> requirements.put(one.ecosystem() + " " + one.text(), one));
                    needed.notes().forEach(note -> notes.put(note.sentence(), note));
                }
                runtimes(coordinates, new String(description, StandardCharsets.UTF_8), notes);
            }
        }
        return new Inspection(List.copyOf(requirements.values()), List.of(), List.copyOf(notes.values()));
    }

    /** What the program's own packages are, which its ecosystem reads from its documents. */
    private static CompanionReader.Companions companions(
            Coordinates coordinates, String name, ReleaseArchive.Contents contents, CompanionReader companions)
            throws IOException {
        byte[] document = contents.documents().get(name);
        if (document == null || name.equals(DESCRIPTION)) {
            return CompanionReader.Companions.NONE;
        }
        try {
            return companions.read(new PackageDocument(coordinates, name, PulumiJson.MAPPER.readTree(document)));
        } catch (JacksonException e) {
            throw new IOException("its " + name + " is not JSON", e);
        }
    }

    private static void runtimes(Coordinates coordinates, String description, Map<String, Problem> notes) {
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
