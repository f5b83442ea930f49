package org.gapferry.ecosystem.npm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gapferry.ecosystem.Selection;
import org.gapferry.ecosystem.Wish;
import org.gapferry.ecosystem.Wishes;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.manifest.ManifestSchema;
import org.gapferry.manifest.Node;
import org.gapferry.manifest.Problems;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Reads the {@code npm} section of a manifest: a list of package specs and {@code project:} folders. */
final class NpmWishes implements Wishes {
    private static final List<String> KEYS = List.of("project", "wish", "select");
    private static final String EXAMPLE = "write: - \"express@^4\", or: - project: ./app";

    @Override
    public List<Wish> read(Node section, Path folder, Problems problems) {
        List<Wish> wishes = new ArrayList<>();
        if (!(section instanceof Node.Items items)) {
            problems.add(
                    ManifestProblem.WRONG_TYPE,
                    section.place(),
                    "`npm` is a list, and this is " + section.kind(),
                    EXAMPLE);
            return wishes;
        }
        if (items.items().isEmpty()) {
            problems.add(ManifestProblem.NO_WISH, section.place(), "the list `npm` is empty", EXAMPLE);
        }
        for (Node item : items.items()) {
            if (item instanceof Node.Text text) {
                packageWish(text, Selection.PICKED, problems, wishes);
            } else if (item instanceof Node.Mapping mapping) {
                mapped(mapping, folder, problems, wishes);
            } else {
                problems.add(
                        ManifestProblem.WRONG_TYPE,
                        item.place(),
                        "a wish is a text or a mapping, and this is " + item.kind(),
                        EXAMPLE);
            }
        }
        return wishes;
    }

    private static void packageWish(Node.Text text, Selection selection, Problems problems, List<Wish> wishes) {
        try {
            PackageSpec spec = registrySpec(text.value());
            if (selection.newest() > 0 && picked(spec).type() == PackageSpec.Type.TAG) {
                problems.add(
                        ManifestProblem.WRONG_VALUE,
                        text.place(),
                        "`" + text.value() + "` is a tag, and `select` chooses among the versions of a range",
                        "write a range: {wish: \"" + spec.name() + "@*\", select: \"last 3\"}");
            }
            wishes.add(new NpmWish.OfPackage(text.value(), text.place().toString(), spec, selection));
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

    private void mapped(Node.Mapping mapping, Path folder, Problems problems, List<Wish> wishes) {
        Map<String, Node> found = new LinkedHashMap<>();
        for (Node.Entry entry : mapping.entries()) {
            if (KEYS.contains(entry.key().value())) {
                found.put(entry.key().value(), entry.value());
            } else {
                problems.unknown(ManifestProblem.UNKNOWN_KEY, entry.key(), "unknown key of a wish", KEYS);
            }
        }
        Node project = found.get("project");
        Node wish = found.get("wish");
        Node select = found.get("select");
        if (project != null && (wish != null || select != null)) {
            problems.add(
                    ManifestProblem.WRONG_VALUE,
                    mapping.place(),
                    "`project` stands alone, and `select` belongs to `wish`",
                    "write two wishes: - project: ./app, and: - {wish: \"express@^4\", select: all}");
        } else if (project != null) {
            project(project, folder, problems, wishes);
        } else if (wish instanceof Node.Text text) {
            packageWish(text, select == null ? Selection.PICKED : Selection.read(select, problems), problems, wishes);
        } else if (wish != null) {
            problems.add(ManifestProblem.WRONG_TYPE, wish.place(), "`wish` is a text", EXAMPLE);
        } else if (found.size() == mapping.entries().size()) {
            problems.add(ManifestProblem.MISSING_KEY, mapping.place(), "a wish needs `project` or `wish`", EXAMPLE);
        }
    }

    private void project(Node value, Path folder, Problems problems, List<Wish> wishes) {
        if (!(value instanceof Node.Text path)) {
            problems.add(
                    ManifestProblem.WRONG_TYPE,
                    value.place(),
                    "`project` is the path of a folder",
                    "write: - project: ./app");
            return;
        }
        Optional<Wish> project = project(
                "project: " + path.value(),
                path.place().toString(),
                folder.resolve(path.value()).normalize());
        project.ifPresent(wishes::add);
        if (project.isEmpty()) {
            problems.add(
                    ManifestProblem.PROJECT_UNREADABLE,
                    path.place(),
                    "`" + path.value() + "` is no folder with a package.json",
                    "the path begins at the manifest's folder");
        }
    }

    @Override
    public Optional<Wish> project(String text, String origin, Path folder) {
        return Files.isRegularFile(folder.resolve(NpmProject.MANIFEST))
                ? Optional.of(new NpmWish.OfProject(text, origin, folder))
                : Optional.empty();
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
        return ManifestSchema.read(NpmWishes.class, "section.schema.json");
    }

    @Override
    public Wish implied(String text, String origin) {
        try {
            return new NpmWish.OfPackage(text, origin, registrySpec(text), Selection.PICKED);
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
