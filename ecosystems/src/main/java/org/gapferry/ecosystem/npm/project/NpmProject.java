package org.gapferry.ecosystem.npm.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmProduct;
import org.gapferry.ecosystem.npm.model.Overrides;
import org.gapferry.ecosystem.npm.model.PackageExtensions;
import org.gapferry.ecosystem.npm.model.SupportedArchitectures;
import tools.jackson.databind.JsonNode;

/**
 * What a folder with a package.json asks for, with the workspace that it belongs to and the lockfiles of every manager.
 *
 * @param root the folder of the workspace, in which places begin
 * @param dependencies name to spec as npm knows specs, of every kind, by the place where they stand: the root, each
 *     member, each folder that is linked
 * @param optional names of dependencies that it does without where they cannot be installed
 * @param lockfiles those that are there and count
 * @param contradictions what a lockfile says otherwise than package.json, or than one before it: a sentence each
 * @param architectures the platforms of its installs, by the manager that is told them
 * @param notes what people should know of it
 */
public record NpmProject(
        Path root,
        Map<String, Map<String, String>> dependencies,
        Set<String> optional,
        Map<LockfileFormat, Lockfile> lockfiles,
        Map<LockfileFormat, List<String>> contradictions,
        Overrides overrides,
        PackageExtensions extensions,
        Map<NpmProduct, SupportedArchitectures> architectures,
        List<Problem> notes) {
    public static final String MANIFEST = "package.json";

    /** No project. */
    public static final NpmProject NONE = new NpmProject(
            Path.of(""),
            Map.of(),
            Set.of(),
            Map.of(),
            Map.of(),
            Overrides.NONE,
            PackageExtensions.NONE,
            Map.of(),
            List.of());

    private static final Pattern URL = Pattern.compile("(?:git\\+)?https?://(?:[^/@]*@)?([^/?#]+)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{|\\{\\{|<%|[$%]\\(");

    /**
     * Reads a project.
     *
     * @throws ProblemException MANIFEST if a file that counts cannot be read
     */
    public static NpmProject read(Path folder) {
        return new ProjectReader(WorkspaceRoot.of(folder), folder).read();
    }

    /** Whose lockfiles it has. */
    public Set<NpmProduct> lockProducts() {
        return lockfiles.values().stream().map(Lockfile::product).collect(Collectors.toSet());
    }

    /** The hosts of the repositories and URLs that it depends on, in order. */
    List<String> hosts() {
        Set<String> hosts = new LinkedHashSet<>();
        dependencies.values().forEach(list -> list.values().forEach(spec -> hosts.addAll(hosts(spec))));
        lockfiles.values().forEach(lockfile -> lockfile.locked()
                .forEach(pinned -> hosts.addAll(hosts(pinned.outside()))));
        return List.copyOf(hosts);
    }

    private static List<String> hosts(String spec) {
        boolean elsewhere = spec.matches("(?:https?|git\\+https?)://.*") || spec.contains("/") && !spec.startsWith(".");
        if (!elsewhere || spec.matches("(?:npm|file|link|workspace|portal|exec|patch):.*")) {
            return List.of();
        }
        Optional<HostedGit> repository = HostedGit.parse(spec, HostedGit.KNOWN);
        if (repository.isPresent()) {
            return repository.get().hosts();
        }
        Matcher url = URL.matcher(spec);
        return url.lookingAt() ? List.of(url.group(1)) : List.of();
    }

    /**
     * Whether a folder with a package.json is a project: neither one that only says of which type its files are, nor
     * one from which other projects are made.
     *
     * @throws ProblemException MANIFEST if it cannot be read
     */
    static boolean isOne(Path folder) {
        JsonNode manifest = WorkspaceRoot.json(folder.resolve(MANIFEST));
        String name = NpmJson.text(manifest, "name");
        boolean asks = !name.isEmpty()
                || !dependencies(manifest, true).isEmpty()
                || manifest.has("workspaces")
                || !LockfileFormat.in(folder).isEmpty()
                || Files.isRegularFile(folder.resolve(WorkspaceRoot.PNPM_WORKSPACE));
        return asks && !PLACEHOLDER.matcher(name).find();
    }

    /** What a package.json asks for; peers that are optional are for whoever takes the package. */
    static Map<String, String> dependencies(JsonNode manifest, boolean development) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String kind : List.of("dependencies", "devDependencies", "optionalDependencies")) {
            if (development || !kind.equals("devDependencies")) {
                NpmJson.texts(manifest, kind).forEach(all::putIfAbsent);
            }
        }
        NpmJson.texts(manifest, "peerDependencies").forEach((name, spec) -> {
            JsonNode meta = manifest.path("peerDependenciesMeta").path(name);
            if (!meta.path("optional").asBoolean(false)) {
                all.putIfAbsent(name, spec);
            }
        });
        return all;
    }

    /** What it does without. */
    static Set<String> optional(JsonNode manifest) {
        return NpmJson.texts(manifest, "optionalDependencies").keySet();
    }
}
