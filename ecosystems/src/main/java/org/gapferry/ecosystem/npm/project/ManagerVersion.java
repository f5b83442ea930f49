package org.gapferry.ecosystem.npm.project;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmProblem;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import tools.jackson.databind.JsonNode;

/**
 * The package manager that a project names, in {@code packageManager} or in {@code devEngines}: corepack fetches it
 * from the registry, and pnpm 10 and later replace themselves by it.
 *
 * @param file the package.json that names it
 * @param field where it stands there
 * @param name such as {@code pnpm}
 * @param spec a version or a range, without the hash
 * @param hash that a project has of it; empty if it has none
 */
public record ManagerVersion(Path file, String field, String name, String spec, Optional<Hash> hash) {
    /** The algorithm as corepack calls it, and the digest in hex. */
    public record Hash(String algorithm, String hex) {}

    /** What a manager is fetched as. */
    public static final String YARN_BERRY = "@yarnpkg/cli-dist";

    private static final List<String> KNOWN = List.of("npm", "pnpm", "yarn", "bun");
    private static final Pattern TEXT =
            Pattern.compile("([^@\\s]+)@([^+]+)(?:\\+([a-z0-9]+)\\.([0-9a-fA-F]+))?(?:\\+.*)?");
    private static final Pattern MAJOR = Pattern.compile("[^0-9]*([0-9]{1,6})(?:[^0-9].*)?");

    /** The managers that a folder's project, or the root of its workspace, names; none if it cannot be read. */
    static List<ManagerVersion> of(ProjectFolder project) {
        Optional<WorkspaceRoot> root = project.workspace();
        if (root.isEmpty()) {
            return List.of(); // the project is held back for that
        }
        try {
            Map<String, ManagerVersion> named = new LinkedHashMap<>();
            Path own = project.path().toAbsolutePath().normalize();
            add(named, root.get().folder(), root.get().manifest());
            if (!own.equals(root.get().folder())) {
                add(named, own, WorkspaceRoot.json(own.resolve(NpmProject.MANIFEST)));
            }
            return List.copyOf(named.values());
        } catch (ProblemException e) {
            return List.of(); // the same
        }
    }

    private static void add(Map<String, ManagerVersion> to, Path folder, JsonNode manifest) {
        Path file = folder.resolve(NpmProject.MANIFEST);
        String text = NpmJson.text(manifest, "packageManager");
        if (!text.isBlank()) {
            Matcher parts = TEXT.matcher(text.strip());
            ManagerVersion one = parts.matches()
                    ? new ManagerVersion(
                            file,
                            "packageManager",
                            parts.group(1),
                            parts.group(2).strip(),
                            parts.group(3) == null
                                    ? Optional.empty()
                                    : Optional.of(new Hash(parts.group(3), parts.group(4))))
                    : new ManagerVersion(file, "packageManager", text.strip(), "", Optional.empty());
            to.putIfAbsent(one.text(), one);
        }
        JsonNode value = manifest.path("devEngines").path("packageManager");
        List<JsonNode> entries = new ArrayList<>();
        (value.isObject() ? List.of(value) : value).forEach(entries::add);
        for (JsonNode entry : entries) {
            String name = NpmJson.text(entry, "name");
            String spec = NpmJson.text(entry, "version").replaceFirst("\\+.*", "");
            if (!name.isEmpty() && !spec.isEmpty()) {
                ManagerVersion one =
                        new ManagerVersion(file, "devEngines.packageManager", name, spec, Optional.empty());
                to.putIfAbsent(one.text(), one);
            }
        }
    }

    /** {@code pnpm@11.1.0}. */
    String text() {
        return spec.isEmpty() ? name : name + "@" + spec;
    }

    /** Everything that decides what it asks for. */
    String identity() {
        return text() + hash.map(one -> "+" + one.algorithm() + "." + one.hex()).orElse("");
    }

    /** Why it cannot be carried, whatever the registry has. */
    public Optional<Problem> refusal() {
        String said = "`" + field + "` is `" + text() + "`, ";
        if (spec.isEmpty()) {
            return Optional.of(refused(said + "which has no version", "write it as NAME@VERSION, such as pnpm@11.1.0"));
        } else if (!KNOWN.contains(name)) {
            return Optional.of(refused(
                    said + "and package managers that can be carried are " + String.join(", ", KNOWN),
                    "transfer it separately; the project itself is not held back"));
        }
        try {
            if (PackageSpec.resolve(name, spec).type().isRegistry()) {
                return Optional.empty();
            }
        } catch (PackageSpec.Refused e) {
            // said below
        }
        return Optional.of(refused(said + "which no registry can answer", "name a version or a range"));
    }

    private Problem refused(String what, String hint) {
        return NpmProblem.MANAGER_NOT_CARRIED.at(file.toString(), what, hint);
    }

    /** The problem of a hash that another archive has. */
    public Problem differs(String found) {
        return refused(
                "`" + field + "` is `" + identity() + "`, and the registry's has " + found,
                "see who is right: corepack use " + text() + " writes the hash again");
    }

    /** The packages that it is, by name, with what is asked of each. */
    public Map<String, String> packages() {
        return Map.of(name.equals("yarn") && major() >= 2 ? YARN_BERRY : name, spec);
    }

    /** What it may be fetched as besides, if the registry has that: pnpm's own executable, for pnpm that is one. */
    public Map<String, String> alternatives() {
        boolean asExecutable = name.equals("pnpm") && major() >= 10 && major() < 12;
        return asExecutable ? Map.of("@pnpm/exe", spec) : Map.of();
    }

    /** The first number of the version or range; of one without numbers, the latest is meant. */
    private int major() {
        Matcher number = MAJOR.matcher(spec);
        return number.matches() ? Integer.parseInt(number.group(1)) : Integer.MAX_VALUE;
    }
}
