package org.gapferry.ecosystem.request;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gapferry.document.Node;
import org.gapferry.document.Problems;
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
     * The requirements for a project, such as what its manifest asks for and what its lockfile pins; none if the folder
     * is no project of this ecosystem.
     *
     * @param text as its user wrote it
     */
    default List<Requirement> project(String text, String origin, Path folder) {
        return List.of();
    }

    /** The files of which one makes a folder a project, as its users know them; none if there are no projects. */
    default List<String> projectFiles() {
        return List.of();
    }

    /**
     * The key by which a manifest names a folder that has one of the files of a project; empty if the folder is none by
     * itself, such as one with a file that only marks it, or one from which other projects are made.
     *
     * @throws org.gapferry.bundle.ProblemException if the file that says so cannot be read
     */
    default Optional<String> key(Path folder) {
        return Optional.of("project");
    }

    /**
     * The folders below a project that it carries with itself, such as workspaces.
     *
     * @throws org.gapferry.bundle.ProblemException if the file that names them cannot be read
     */
    default List<Path> members(Path project) {
        return List.of();
    }

    /** The JSON Schema of the section. */
    default ObjectNode schema() {
        return JsonNodeFactory.instance.objectNode().put("type", "array");
    }

    /**
     * The requirements that an artifact or another requirement implies, at least one.
     *
     * @throws IllegalArgumentException if this ecosystem does not understand it
     */
    default List<Requirement> of(DerivedRequirement requirement, String origin) {
        if (requirement.project().isEmpty()) {
            return List.of(derived(requirement.text(), origin));
        }
        List<Requirement> project =
                project(requirement.text(), origin, requirement.project().get());
        if (project.isEmpty()) {
            throw new IllegalArgumentException("the folder has no "
                    + String.join(", ", projectFiles().isEmpty() ? List.of("project") : projectFiles()));
        }
        return project;
    }
}
