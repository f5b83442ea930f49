package org.gapferry.ecosystem.pulumi.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.document.DocumentReader;
import org.gapferry.document.Node;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.pulumi.model.Plugin;
import org.gapferry.ecosystem.pulumi.model.PluginKind;
import org.gapferry.ecosystem.pulumi.model.PulumiCoordinates;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.version.SemverRange;
import org.jspecify.annotations.Nullable;

/**
 * A folder with a Pulumi.yaml, PulumiPlugin.yaml or PulumiPolicy.yaml: which plugins, packages and which CLI it needs.
 */
public final class PulumiProject {
    private static final String POLICY_PACK = "PulumiPolicy.yaml";
    static final List<String> FILES = List.of("Pulumi.yaml", "PulumiPlugin.yaml", POLICY_PACK);
    private static final List<String> PROGRAMS = List.of("Main.yaml");
    /** Whose projects the programs of a runtime are, by the sections of a manifest; each knows its own files. */
    private static final Map<String, String> RUNTIMES =
            Map.of("nodejs", "npm", "bun", "npm", "python", "pypi", "go", "go", "dotnet", "nuget", "java", "maven");
    /** Runtimes without packages that have a language host, in the CLI's archive or as a plugin. */
    private static final Set<String> OTHER_HOSTS = Set.of("yaml", "hcl");
    /** The packages that the CLI itself brings. */
    private static final Set<String> OWN = Set.of("pulumi", "pulumi-nodejs", "pulumi-python");

    private final String text;
    private final Path folder;
    private final Needs needs;
    /** What lock files of packages pin, by name: version and server. */
    private final Map<String, String[]> pinned = new LinkedHashMap<>();

    private PulumiProject(PulumiRequirement.OfFolder requirement) {
        this.text = requirement.text();
        this.folder = requirement.folder();
        this.needs = new Needs(requirement.origin() + " " + requirement.text(), false);
    }

    /** The files that say what it needs, as far as they can be found; empty if it is none. */
    static List<Path> documents(Path folder) {
        List<Path> found = new ArrayList<>();
        FILES.stream().map(folder::resolve).filter(Files::isRegularFile).forEach(found::add);
        if (!found.isEmpty()) {
            PROGRAMS.stream().map(folder::resolve).filter(Files::isRegularFile).forEach(found::add);
            try {
                found.addAll(locks(folder));
            } catch (ProblemException e) {
                // who reads them says so
            }
        }
        return found;
    }

    private static List<Path> locks(Path folder) {
        Path sdks = folder.resolve("sdks");
        if (!Files.isDirectory(sdks)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(sdks, 4)) {
            return files.filter(file -> file.toString().endsWith(".yaml") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(sdks, e);
        } catch (UncheckedIOException e) {
            throw unreadable(sdks, e.getCause());
        }
    }

    private static RuntimeException unreadable(Path file, @Nullable IOException cause) {
        return ManifestProblem.PROJECT_UNREADABLE.thrown(
                file.toString(), "the project is unreadable: " + (cause == null ? "" : FileReason.of(cause)));
    }

    /** @throws org.gapferry.bundle.ProblemException MANIFEST if a document cannot be read, or is not YAML */
    public static Needs read(PulumiRequirement.OfFolder requirement) {
        Path folder = requirement.folder();
        PulumiProject project = new PulumiProject(requirement);
        locks(folder).forEach(project::lock);
        boolean program = false;
        for (String name : FILES) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                project.document(file, name);
                program |= name.equals("Pulumi.yaml");
            }
        }
        if (program) {
            PROGRAMS.stream()
                    .map(folder::resolve)
                    .filter(Files::isRegularFile)
                    .forEach(file -> project.program(yaml(file)));
        }
        return project.needs;
    }

    /**
     * Whether a folder is one that {@code pulumi new} begins projects from: their name is still to be filled in.
     *
     * @throws ProblemException MANIFEST if its Pulumi.yaml cannot be read
     */
    static boolean isTemplate(Path folder) {
        Path file = folder.resolve("Pulumi.yaml");
        return Files.isRegularFile(file) && text(yaml(file), "name").contains("${");
    }

    private void document(Path file, String name) {
        Node root = yaml(file);
        Node runtime = member(root, "runtime");
        String word = runtime instanceof Node.Text text ? text.value() : text(runtime, "name");
        runtime(word, name);
        packages(member(root, "packages"), name);
        plugins(member(root, "plugins"), name);
        if (name.equals("Pulumi.yaml")) {
            String required = text(root, "requiredPulumiVersion");
            boolean range = !required.isEmpty()
                    && SemverRange.parse(required, SemverRange.Mode.LOOSE).isPresent();
            needs.requirement(
                    PulumiCoordinates.TYPE,
                    "cli: " + (range ? required : "latest"),
                    name + (range ? " requires " + required : " is run by the CLI"));
            if (word.equals("yaml")) {
                program(root);
            }
        } else if (name.equals(POLICY_PACK) && isRunByPlugin(word)) {
            needs.plugin(
                    PluginKind.ANALYZER,
                    "policy-" + word,
                    "",
                    "",
                    name + " has the runtime " + word + ", whose policy packs this plugin runs");
        }
    }

    /** Whether the CLI, which has no language host of the name, looks for a plugin that the pack does not bring. */
    private boolean isRunByPlugin(String runtime) {
        return !runtime.isEmpty()
                && !RUNTIMES.containsKey(runtime)
                && !OTHER_HOSTS.contains(runtime)
                && !Files.exists(folder.resolve("pulumi-analyzer-policy-" + runtime));
    }

    private void runtime(String word, String name) {
        String section = RUNTIMES.get(word);
        if (section != null) {
            needs.project(section, text, name + " has the runtime " + word, folder);
        } else if (word.equals("hcl")) {
            needs.plugin(PluginKind.LANGUAGE, "hcl", "", "", name + " has the runtime hcl");
        }
    }

    /** {@code packages: {random: random@4.18.0}}, or a mapping with source, version and pluginDownloadURL. */
    private void packages(@Nullable Node section, String name) {
        for (Node.Entry entry : entries(section)) {
            String key = entry.key().value();
            Node value = entry.value();
            String source = value instanceof Node.Text text ? text.value() : text(value, "source");
            String version = text(value, "version");
            int at = source.lastIndexOf('@');
            if (at > 0) {
                version = source.substring(at + 1);
                source = source.substring(0, at);
            }
            String server = text(value, "pluginDownloadURL");
            String where = folder.resolve(name) + ": packages." + key;
            if (source.startsWith(".") || source.startsWith("/")) {
                continue;
            }
            String plain = source.substring(source.lastIndexOf('/') + 1);
            if (source.matches("[^/]+\\.[^/]+/.*")) {
                needs.note(EcosystemProblem.NOT_CARRIED.at(
                        where,
                        "`" + source + "` is a repository that the CLI clones, which no server of plugins has",
                        "publish it as a plugin, and give the package a pluginDownloadURL"));
                continue;
            }
            plugin(plain, version, server, name + " names the package " + key);
            if (plain.startsWith("terraform-") && member(value, "parameters") != null) {
                needs.note(EcosystemProblem.NOT_CARRIED.at(
                        where,
                        "its parameters name a Terraform provider, which comes from a Terraform registry",
                        "fill PULUMI_DYNAMIC_TF_PLUGIN_CACHE_DIR on the offline machines"));
            }
        }
    }

    private void plugins(@Nullable Node section, String name) {
        for (PluginKind kind : List.of(PluginKind.RESOURCE, PluginKind.ANALYZER, PluginKind.LANGUAGE)) {
            String group = kind == PluginKind.RESOURCE ? "providers" : kind.word() + "s";
            Node list = member(section, group);
            if (list instanceof Node.Items items) {
                for (Node item : items.items()) {
                    if (text(item, "path").isEmpty() && !text(item, "name").isEmpty()) {
                        needs.plugin(
                                kind,
                                text(item, "name"),
                                text(item, "version").replaceFirst("^v", ""),
                                "",
                                name + " names " + text(item, "name") + " under plugins." + group);
                    }
                }
            }
        }
    }

    /** A lock file that {@code pulumi package add} wrote for a program in YAML. */
    private void lock(Path file) {
        Node root = yaml(file);
        if (text(root, "packageDeclarationVersion").equals("1")
                && !text(root, "name").isEmpty()) {
            String name = text(root, "name");
            Node parameters = member(root, "parameterization");
            String shown = parameters == null ? name : text(parameters, "name");
            String version = text(root, "version");
            pinned.put(shown.isEmpty() ? name : shown, new String[] {version, text(root, "downloadUrl")});
            plugin(
                    name,
                    version,
                    text(root, "downloadUrl"),
                    "sdks/" + folder.resolve("sdks").relativize(file) + " pins it");
        }
    }

    /** The resource types and functions of a program in YAML. */
    private void program(Node root) {
        Set<String> done = new TreeSet<>();
        for (Node.Entry resource : entries(member(root, "resources"))) {
            Node options = member(resource.value(), "options");
            token(
                    text(resource.value(), "type"),
                    options,
                    "the resource " + resource.key().value(),
                    done);
        }
        walk(root, done);
    }

    private void walk(Node node, Set<String> done) {
        if (node instanceof Node.Items items) {
            items.items().forEach(item -> walk(item, done));
        } else if (node instanceof Node.Mapping mapping) {
            for (Node.Entry entry : mapping.entries()) {
                String key = entry.key().value();
                if (key.equals("fn::invoke")) {
                    token(
                            text(entry.value(), "function"),
                            member(entry.value(), "options"),
                            "a call of a function",
                            done);
                } else if (key.matches("fn::[a-z0-9-]+:.*")) {
                    token(key.substring("fn::".length()), null, "a call of a function", done);
                }
                walk(entry.value(), done);
            }
        }
    }

    private void token(String token, @Nullable Node options, String what, Set<String> done) {
        String[] parts = token.split(":", -1);
        if (parts.length < 2) {
            return;
        }
        String name = token.startsWith("pulumi:providers:") ? parts[2] : parts[0];
        if (OWN.contains(name)) {
            return;
        }
        String[] pin = pinned.get(name);
        String version = text(options, "version").replaceFirst("^v", "");
        String server = text(options, "pluginDownloadURL");
        if (version.isEmpty() && pin != null) {
            return;
        }
        if (done.add(name + " " + version + " " + server)) {
            plugin(name, version, server, what + " has the type " + token);
        }
    }

    private void plugin(String name, String version, String server, String reason) {
        if (name.matches(Plugin.NAME)) {
            needs.plugin(PluginKind.RESOURCE, name, version.replaceFirst("^v", ""), server, reason);
        }
    }

    private static Node yaml(Path file) {
        try {
            return DocumentReader.of(file.toString(), ManifestProblem.PROJECT_UNREADABLE)
                    .yaml(Files.readAllBytes(file));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static List<Node.Entry> entries(@Nullable Node node) {
        return node instanceof Node.Mapping mapping ? mapping.entries() : List.of();
    }

    private static @Nullable Node member(@Nullable Node node, String key) {
        return entries(node).stream()
                .filter(entry -> entry.key().value().equals(key))
                .map(Node.Entry::value)
                .findFirst()
                .orElse(null);
    }

    private static String text(@Nullable Node node, String key) {
        return member(node, key) instanceof Node.Text text ? text.value() : "";
    }
}
