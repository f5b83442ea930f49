package org.gapferry.ecosystem.npm.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gapferry.document.Node;
import org.gapferry.document.Problems;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.RequirementReader;
import org.gapferry.ecosystem.request.SectionReader;
import org.gapferry.ecosystem.request.Selection;
import org.gapferry.manifest.ManifestSchema;
import tools.jackson.databind.node.ObjectNode;

/** Reads the {@code npm} section of a manifest: a list of package specs and {@code project:} folders. */
public final class NpmRequirementReader implements RequirementReader {
    private static final SectionReader SECTION = SectionReader.of(
                    "npm", "write: - \"express@^4\", or: - project: ./app")
            .withText(item -> packageRequirement(item, Selection.PICKED))
            .with("package", NpmRequirementReader::selected, "select")
            .withProject("project", NpmRequirementReader::project);

    @Override
    public List<Requirement> read(Node section, Path folder, Problems problems) {
        return SECTION.read(section, folder, problems);
    }

    private static Requirement selected(SectionReader.Item item) {
        return packageRequirement(
                item,
                item.option("select")
                        .map(select -> Selection.read(select, item.problems()))
                        .orElse(Selection.PICKED));
    }

    private static Requirement packageRequirement(SectionReader.Item item, Selection selection) {
        String text = item.value().value();
        try {
            PackageSpec spec = registrySpec(text);
            if (selection.newest() > 0 && picked(spec).type() == PackageSpec.Type.TAG) {
                throw new IllegalArgumentException(
                        "`" + text + "` is a tag, and `select` chooses among the versions of a" + " range: {package: \""
                                + spec.name() + "@*\", select: \"last 3\"}");
            }
            return new NpmRequirement.OfPackage(text, item.origin(), spec, selection);
        } catch (PackageSpec.Refused e) {
            throw new IllegalArgumentException("invalid package spec `" + text + "`: " + e.getMessage(), e);
        }
    }

    private static List<Requirement> project(SectionReader.Item item) {
        List<Requirement> requirements = projects(item.text(), item.origin(), item.path());
        if (requirements.isEmpty()) {
            throw new IllegalArgumentException("no package.json in the folder `"
                    + item.value().value() + "`; paths are relative to the manifest's folder");
        }
        return requirements;
    }

    private static PackageSpec picked(PackageSpec spec) {
        PackageSpec alias = spec.alias();
        return alias == null ? spec : alias;
    }

    @Override
    public List<Requirement> project(String text, String origin, Path folder) {
        return projects(text, origin, folder);
    }

    private static List<Requirement> projects(String text, String origin, Path folder) {
        if (!Files.isRegularFile(folder.resolve(NpmProject.MANIFEST))) {
            return List.of();
        }
        ProjectFolder project = new ProjectFolder(folder);
        Requirement fresh = new NpmRequirement.OfProject(text, origin, project);
        List<Requirement> requirements = new ArrayList<>(List.of(fresh));
        for (LockfileFormat format : LockfileFormat.in(project.root())) {
            requirements.add(new NpmRequirement.OfLockfile(text + " (" + format.file() + ")", origin, project, format));
        }
        for (ManagerVersion manager : ManagerVersion.of(project)) {
            requirements.add(
                    new NpmRequirement.OfManagerVersion(text + " (" + manager.text() + ")", origin, folder, manager));
        }
        return requirements;
    }

    @Override
    public List<String> projectFiles() {
        return List.of(NpmProject.MANIFEST);
    }

    @Override
    public Optional<String> key(Path folder) {
        return NpmProject.isOne(folder) ? Optional.of("project") : Optional.empty();
    }

    @Override
    public List<Path> members(Path project) {
        return WorkspaceRoot.at(project).members();
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
