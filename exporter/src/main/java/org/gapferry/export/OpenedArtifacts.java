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
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.Implications.Implied;
import org.gapferry.ecosystem.ImpliedWish;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was found in archives, by their digests, so that none is opened twice: not in one export, nor in the next ones of the same program.
 * Forgetting it costs time alone.
 */
final class OpenedArtifacts {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path folder;
    private final String tool;

    /** @param tool name and version of the program, since another one may look for more */
    OpenedArtifacts(Path folder, String tool) {
        this.folder = folder;
        this.tool = tool;
    }

    /** What was found before; empty if it was never opened, or that is forgotten. */
    Optional<Implied> find(Artifact artifact) {
        Path file = file(artifact);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode root = MAPPER.readTree(Files.readAllBytes(file));
            List<ImpliedWish> wishes = new ArrayList<>();
            root.path("wishes")
                    .forEach(wish -> wishes.add(new ImpliedWish(
                            wish.path("ecosystem").asString(),
                            wish.path("text").asString(),
                            wish.path("reason").asString(),
                            wish.path("dispensable").asBoolean())));
            List<Problem> notes = new ArrayList<>();
            root.path("notes")
                    .forEach(note ->
                            notes.add(EcosystemProblem.valueOf(note.path("code").asString())
                                    .at(
                                            note.path("where").asString(),
                                            note.path("what").asString(),
                                            texts(note.path("hints")).toArray(String[]::new))));
            return Optional.of(new Implied(wishes, texts(root.path("flags")), notes));
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asString()));
        return texts;
    }

    void remember(Artifact artifact, Implied found) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode wishes = root.putArray("wishes");
        for (ImpliedWish wish : found.wishes()) {
            wishes.addObject()
                    .put("ecosystem", wish.ecosystem())
                    .put("text", wish.text())
                    .put("reason", wish.reason())
                    .put("dispensable", wish.dispensable());
        }
        found.flags().forEach(root.putArray("flags")::add);
        ArrayNode notes = root.putArray("notes");
        for (Problem note : found.notes()) {
            if (!(note.code() instanceof EcosystemProblem code)) {
                return;
            }
            ObjectNode object = notes.addObject()
                    .put("code", code.name())
                    .put("where", note.where())
                    .put("what", note.what());
            note.hints().forEach(object.putArray("hints")::add);
        }
        Path file = file(artifact);
        try {
            Files.createDirectories(file.getParent());
            Path temporary = Files.createTempFile(file.getParent(), "opened", ".tmp");
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
