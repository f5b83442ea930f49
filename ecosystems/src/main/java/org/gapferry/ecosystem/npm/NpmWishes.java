package org.gapferry.ecosystem.npm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.ecosystem.Wish;
import org.gapferry.ecosystem.Wishes;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.manifest.Node;
import org.gapferry.manifest.Problems;

/** Reads the {@code npm} section of a manifest: a list of package specs and {@code project:} folders. */
final class NpmWishes implements Wishes {
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
                packageWish(text, problems, wishes);
            } else if (item instanceof Node.Mapping mapping) {
                projectWish(mapping, folder, problems, wishes);
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

    private static void packageWish(Node.Text text, Problems problems, List<Wish> wishes) {
        try {
            wishes.add(new NpmWish.OfPackage(text.value(), text.place().toString(), registrySpec(text.value())));
        } catch (PackageSpec.Refused e) {
            problems.add(
                    ManifestProblem.WRONG_VALUE,
                    text.place(),
                    "`" + text.value() + "` is no package that npm understands: " + e.getMessage(),
                    EXAMPLE);
        }
    }

    private static void projectWish(Node.Mapping mapping, Path folder, Problems problems, List<Wish> wishes) {
        boolean found = false;
        for (Node.Entry entry : mapping.entries()) {
            if (!entry.key().value().equals("project")) {
                problems.unknown(ManifestProblem.UNKNOWN_KEY, entry.key(), "unknown key of a wish", List.of("project"));
            } else if (!(entry.value() instanceof Node.Text path)) {
                found = true;
                problems.add(
                        ManifestProblem.WRONG_TYPE,
                        entry.value().place(),
                        "`project` is the path of a folder",
                        "write: - project: ./app");
            } else {
                found = true;
                Path project = folder.resolve(path.value()).normalize();
                if (Files.isRegularFile(project.resolve(NpmProject.MANIFEST))) {
                    wishes.add(new NpmWish.OfProject(
                            "project: " + path.value(), path.place().toString(), project));
                } else {
                    problems.add(
                            ManifestProblem.PROJECT_UNREADABLE,
                            path.place(),
                            "`" + path.value() + "` is no folder with a package.json",
                            "the path begins at the manifest's folder");
                }
            }
        }
        if (!found && mapping.entries().isEmpty()) {
            problems.add(ManifestProblem.MISSING_KEY, mapping.place(), "a wish needs `project`", EXAMPLE);
        }
    }

    @Override
    public Wish implied(String text, String origin) {
        try {
            return new NpmWish.OfPackage(text, origin, registrySpec(text));
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
                                    + spec.type().name().toLowerCase(java.util.Locale.ROOT));
        }
        return spec;
    }
}
