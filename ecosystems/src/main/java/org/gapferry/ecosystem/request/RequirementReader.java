package org.gapferry.ecosystem.request;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gapferry.manifest.Node;
import org.gapferry.manifest.Problems;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads an ecosystem's requirements. */
public interface RequirementReader {
    /**
     * Reads a section of a manifest.
     *
     * @param folder where relative paths begin
     * @param problems takes everything that is wrong, with its place
     */
    List<Requirement> read(Node section, Path folder, Problems problems);

    /**
     * The requirement that an artifact of some ecosystem implies.
     *
     * @param text in the form of one line of the section
     * @param origin the coordinate that implies it
     * @throws IllegalArgumentException if the text is no requirement
     */
    Requirement derived(String text, String origin);

    /**
     * The requirement for a project; empty if the folder is no project of this ecosystem.
     *
     * @param text as its user wrote it
     */
    default Optional<Requirement> project(String text, String origin, Path folder) {
        return Optional.empty();
    }

    /** The folders below a project that it carries with itself, such as workspaces. */
    default List<Path> members(Path project) {
        return List.of();
    }

    /** The JSON Schema of the section. */
    default ObjectNode schema() {
        return JsonNodeFactory.instance.objectNode().put("type", "array");
    }

    /**
     * The requirement that an artifact or another requirement implies.
     *
     * @throws IllegalArgumentException if this ecosystem does not understand it
     */
    default Requirement of(DerivedRequirement requirement, String origin) {
        return requirement.project().isEmpty()
                ? derived(requirement.text(), origin)
                : project(requirement.text(), origin, requirement.project().get())
                        .orElseThrow(() -> new IllegalArgumentException("the folder is no project of its kind"));
    }
}
