package org.gapferry.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.resolve.Inspector.Inspection;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was found in archives, by their digests, so that none is opened twice: not in one export, nor in the next ones
 * of the same program. Forgetting it costs time alone.
 */
final class InspectedArtifacts {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path folder;
    private final String tool;
    private final DeclaredProblems problems;

    /**
     * @param tool name and version of the program, since another one may look for more
     * @param problems the kinds of problems that notes may be of
     */
    InspectedArtifacts(Path folder, String tool, DeclaredProblems problems) {
        this.folder = folder;
        this.tool = tool;
        this.problems = problems;
    }

    /** What was found before; empty if it was never opened, or that is forgotten. */
    Optional<Inspection> find(Artifact artifact) {
        Path file = file(artifact);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode root = MAPPER.readTree(Files.readAllBytes(file));
            List<DerivedRequirement> requirements = new ArrayList<>();
            root.path("requirements")
                    .forEach(requirement -> requirements.add(new DerivedRequirement(
                            requirement.path("ecosystem").asString(),
                            requirement.path("text").asString(),
                            requirement.path("reason").asString(),
                            requirement.path("optional").asBoolean(),
                            Optional.ofNullable(requirement.get("project"))
                                    .map(project -> Path.of(project.asString())))));
            List<Problem> notes = new ArrayList<>();
            root.path("notes").forEach(note -> notes.add(RememberedProblem.read(note, problems)));
            return Optional.of(new Inspection(requirements, texts(root.path("flags")), notes));
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asString()));
        return texts;
    }

    void remember(Artifact artifact, Inspection found) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode requirements = root.putArray("requirements");
        for (DerivedRequirement requirement : found.requirements()) {
            ObjectNode object = requirements
                    .addObject()
                    .put("ecosystem", requirement.ecosystem())
                    .put("text", requirement.text())
                    .put("reason", requirement.reason())
                    .put("optional", requirement.optional());
            requirement.project().ifPresent(project -> object.put("project", project.toString()));
        }
        found.flags().forEach(root.putArray("flags")::add);
        ArrayNode notes = root.putArray("notes");
        found.notes().forEach(note -> RememberedProblem.write(note, notes.addObject()));
        Path file = file(artifact);
        try {
            Files.createDirectories(file.getParent());
            Path temporary = Files.createTempFile(file.getParent(), "inspected", ".tmp");
            Files.write(temporary, MAPPER.writeValueAsBytes(root));
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // then it is opened again next time
        }
    }

    private Path file(Artifact artifact) {
        StringBuilder key = new StringBuilder(tool).append('\n').append(artifact.coordinates());
        for (ArtifactFile file : artifact.files()) {
            key.append('\n').append(file.name()).append(' ').append(file.blob().digest());
        }
        String name = Digest.of(key.toString().getBytes(StandardCharsets.UTF_8)).hex();
        return folder.resolve(name.substring(0, 2)).resolve(name);
    }
}
