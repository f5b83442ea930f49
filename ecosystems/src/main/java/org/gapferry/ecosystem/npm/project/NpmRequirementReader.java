package org.gapferry.ecosystem.npm.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.RequirementReader;
import org.gapferry.ecosystem.request.Selection;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.manifest.ManifestSchema;
import org.gapferry.manifest.Node;
import org.gapferry.manifest.Problems;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Reads the {@code npm} section of a manifest: a list of package specs and {@code project:} folders. */
public final class NpmRequirementReader implements RequirementReader {
    private static final List<String> KEYS = List.of("project", "package", "select");
    private static final String EXAMPLE = "write: - \"express@^4\", or: - project: ./app";

    @Override
    public List<Requirement> read(Node section, Path folder, Problems problems) {
        List<Requirement> requirements = new ArrayList<>();
        if (!(section instanceof Node.Items items)) {
            problems.add(
                    ManifestProblem.WRONG_TYPE,
                    section.place(),
                    "`npm` is a list, and this is " + section.kind(),
                    EXAMPLE);
            return requirements;
        }
        if (items.items().isEmpty()) {
            problems.add(ManifestProblem.NO_REQUIREMENT, section.place(), "the list `npm` is empty", EXAMPLE);
        }
        for (Node item : items.items()) {
            if (item instanceof Node.Text text) {
                packageRequirement(text, Selection.PICKED, problems, requirements);
            } else if (item instanceof Node.Mapping mapping) {
                mapped(mapping, folder, problems, requirements);
            } else {
                problems.add(
                        ManifestProblem.WRONG_TYPE,
                        item.place(),
                        "a requirement is a text or a mapping, and this is " + item.kind(),
                        EXAMPLE);
            }
        }
        return requirements;
    }

    private static void packageRequirement(
            Node.Text text, Selection selection, Problems problems, List<Requirement> requirements) {
        try {
            PackageSpec spec = registrySpec(text.value());
            if (selection.newest() > 0 && picked(spec).type() == PackageSpec.Type.TAG) {
                problems.add(
                        ManifestProblem.WRONG_VALUE,
                        text.place(),
                        "`" + text.value() + "` is a tag, and `select` chooses among the versions of a range",
                        "write a range: {package: \"" + spec.name() + "@*\", select: \"last 3\"}");
            }
            requirements.add(
                    new NpmRequirement.OfPackage(text.value(), text.place().toString(), spec, selection));
        } catch (PackageSpec.Refused e) {
            problems.add(
                    ManifestProblem.WRONG_VALUE,
                    text.place(),
                    "`" + text.value() + "` is no package that npm understands: " + e.getMessage(),
                    EXAMPLE);
        }
    }

    private static PackageSpec picked(PackageSpec spec) {
        PackageSpec alias = spec.alias();
        return alias == null ? spec : alias;
    }

    private void mapped(Node.Mapping mapping, Path folder, Problems problems, List<Requirement> requirements) {
        Map<String, Node> found = new LinkedHashMap<>();
        for (Node.Entry entry : mapping.entries()) {
            if (KEYS.contains(entry.key().value())) {
                found.put(entry.key().value(), entry.value());
            } else {
                problems.unknown(ManifestProblem.UNKNOWN_KEY, entry.key(), "unknown key of a requirement", KEYS);
            }
        }
        Node project = found.get("project");
        Node requirement = found.get("package");
        Node select = found.get("select");
        if (project != null && (requirement != null || select != null)) {
            problems.add(
                    ManifestProblem.WRONG_VALUE,
                    mapping.place(),
                    "`project` stands alone, and `select` belongs to `package`",
                    "write two requirements: - project: ./app, and: - {package: \"express@^4\", select: all}");
        } else if (project != null) {
            project(project, folder, problems, requirements);
        } else if (requirement instanceof Node.Text text) {
            packageRequirement(
                    text, select == null ? Selection.PICKED : Selection.read(select, problems), problems, requirements);
        } else if (requirement != null) {
            problems.add(ManifestProblem.WRONG_TYPE, requirement.place(), "`package` is a text", EXAMPLE);
        } else if (found.size() == mapping.entries().size()) {
            problems.add(
                    ManifestProblem.MISSING_KEY,
                    mapping.place(),
                    "a requirement needs `project` or `package`",
                    EXAMPLE);
        }
    }

    private void project(Node value, Path folder, Problems problems, List<Requirement> requirements) {
        if (!(value instanceof Node.Text path)) {
            problems.add(
                    ManifestProblem.WRONG_TYPE,
                    value.place(),
                    "`project` is the path of a folder",
                    "write: - project: ./app");
            return;
        }
        List<Requirement> project = project(
                "project: " + path.value(),
                path.place().toString(),
                folder.resolve(path.value()).normalize());
        requirements.addAll(project);
        if (project.isEmpty()) {
            problems.add(
                    ManifestProblem.PROJECT_UNREADABLE,
                    path.place(),
                    "`" + path.value() + "` is no folder with a package.json",
                    "paths are relative to the manifest's folder");
        }
    }

    @Override
    public List<Requirement> project(String text, String origin, Path folder) {
        if (!Files.isRegularFile(folder.resolve(NpmProject.MANIFEST))) {
            return List.of();
        }
        Requirement fresh = new NpmRequirement.OfProject(text, origin, folder);
        return NpmProject.isLocked(folder)
                ? List.of(fresh, new NpmRequirement.OfLockfile(text + " (lockfile)", origin, folder))
                : List.of(fresh);
    }

    @Override
    public List<Path> members(Path project) {
        try {
            return Workspaces.of(
                    project, NpmJson.MAPPER.readTree(Files.readAllBytes(project.resolve(NpmProject.MANIFEST))));
        } catch (IOException | JacksonException e) {
            return List.of();
        }
    }

    @Override
    public ObjectNode schema() {
        return ManifestSchema.read(NpmRequirementReader.class, "section.schema.json");
    }

    @Override
    public Requirement derived(String text, String origin) {
        try {
            return new NpmRequirement.OfPackage(text, origin, registrySpec(text), Selection.PICKED);
        } catch (PackageSpec.Refused e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static PackageSpec registrySpec(String text) throws PackageSpec.Refused {
        PackageSpec spec = PackageSpec.parse(text);
        if (!spec.type().isRegistry() || spec.name().isEmpty()) {
            throw new PackageSpec.Refused(
                    "ENOTREGISTRY",
                    spec.type().isRegistry()
                            ? "it has no name"
                            : "it is in no registry, but a "
                                    + spec.type().name().toLowerCase(Locale.ROOT));
        }
        return spec;
    }
}
