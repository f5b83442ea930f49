package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Ui;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.manifest.Target;
import org.gapferry.transport.RedactedUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry init}. */
@Command(
        name = "init",
        description =
                "Look for projects in a folder, at most 8 levels deep, and write a commented gapferry.yaml for what they need.",
        footer = {
            "",
            "Then:",
            "  gapferry export --manifest gapferry.yaml --key KEY --trust trust.json \\",
            "    --out out --dry-run"
        })
public final class InitCommand extends GapferryCommand {
    private static final int MAX_DEPTH = 8;
    private static final Set<String> PASSED_OVER =
            Set.of("node_modules", "target", "vendor", "dist", "build", "bin", "obj");
    private static final String MANIFEST = "gapferry.yaml";

    @Parameters(
            arity = "0..1",
            defaultValue = ".",
            paramLabel = "FOLDER",
            description = "The folder to search (default: the current one).")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    public InitCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw CliProblem.FILE_UNREADABLE.thrown(folder.toString(), "no such folder");
        }
        Path root = folder.toRealPath();
        Map<Ecosystem, List<Path>> found = projects(root);
        if (found.isEmpty()) {
            throw CliProblem.NO_PROJECT.thrown(
                    folder.toString(),
                    "found no project of a supported ecosystem: "
                            + String.join(", ", context.ecosystems().names()),
                    context.ecosystems().tryable().stream()
                            .map(InitCommand::byHand)
                            .toArray(String[]::new));
        }
        Path file = folder.resolve(MANIFEST);
        try {
            Files.writeString(file, yaml(root, found), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw CliProblem.FILE_UNWRITABLE
                    .thrown(
                            file.toString(),
                            "the manifest exists and is not overwritten",
                            "move the existing file first")
                    .causedBy(e);
        }
        Ui ui = ui();
        ObjectNode document = ui.document().put("manifest", file.toString());
        found.forEach((ecosystem, folders) -> {
            ArrayNode list = document.putArray(ecosystem.section());
            folders.forEach(each -> {
                list.add(relative(root, each));
                ui.say("found " + ecosystem.section() + " project " + relative(root, each));
            });
        });
        ui.data(file.toString());
        ui.say("review the manifest, then run: gapferry export --manifest " + file
                + " --key KEY --trust trust.json --out out --dry-run");
        ui.document(document);
        return 0;
    }

    private static String byHand(Ecosystem ecosystem) {
        String manifest = ecosystem.clients().setup().trial().orElseThrow().manifest("first", ecosystem.section());
        return "write a manifest by hand: printf '" + manifest.replace("\n", "\\n") + "' > " + MANIFEST;
    }

    private Map<Ecosystem, List<Path>> projects(Path root) throws IOException {
        TreeSet<Path> folders = new TreeSet<>();
        Files.walkFileTree(
                root, EnumSet.noneOf(java.nio.file.FileVisitOption.class), MAX_DEPTH, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                        String name = String.valueOf(each.getFileName());
                        if (!each.equals(root) && (name.startsWith(".") || PASSED_OVER.contains(name))) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        folders.add(each);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path each, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        Map<Ecosystem, List<Path>> found = new LinkedHashMap<>();
        for (Ecosystem ecosystem : context.ecosystems().all()) {
            Set<Path> covered = new TreeSet<>();
            for (Path each : folders) {
                boolean fresh = !covered.contains(each)
                        && !ecosystem
                                .online()
                                .requirements()
                                .project("project", MANIFEST, each)
                                .isEmpty();
                if (fresh) {
                    found.computeIfAbsent(ecosystem, own -> new ArrayList<>()).add(each);
                    covered.addAll(ecosystem.online().requirements().members(each));
                }
            }
        }
        return found;
    }

    private static String relative(Path root, Path each) {
        String text = root.relativize(each).toString().replace('\\', '/');
        return text.isEmpty() ? "." : "./" + text;
    }

    private String yaml(Path root, Map<Ecosystem, List<Path>> found) {
        String name = String.valueOf(root.getFileName())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9._-]+", "-")
                .replaceAll("^[^a-z0-9]+", "");
        Target here = Target.thisMachine();
        StringBuilder out = new StringBuilder("# What crosses the gap. All keys: gapferry schema\n")
                .append("version: 1\n")
                .append("name: ")
                .append(name.isEmpty() ? "projects" : name.substring(0, Math.min(64, name.length())))
                .append("   # the feed: bundles are numbered per feed, so keep it\n\n")
                .append(
                        "# The machines that install from the mirror; the union of their needs is exported. Add other kinds of machines:\n")
                .append("#   - {os: windows, arch: x64, node: [\"22\"]}\n")
                .append("targets:\n  - {os: ")
                .append(here.os())
                .append(", arch: ")
                .append(here.arch())
                .append(here.libc().isEmpty() ? "" : ", libc: " + here.libc())
                .append("}\n");
        found.forEach((ecosystem, folders) -> {
            out.append('\n');
            for (Upstream upstream : ecosystem.online().upstreams().find(context.environment(root))) {
                out.append("# from ")
                        .append(RedactedUrl.of(upstream.url()))
                        .append(upstream.scope().isEmpty() ? "" : " for " + upstream.scope())
                        .append(", as ")
                        .append(upstream.origin())
                        .append(" says; to use another: upstreams: {")
                        .append(ecosystem.section())
                        .append(": \"https://registry.example.test/\"}\n");
            }
            out.append(ecosystem.section()).append(":\n");
            for (Path each : folders) {
                List<Path> members = ecosystem.online().requirements().members(each);
                out.append("  - project: ").append(quoted(relative(root, each)));
                out.append(members.isEmpty() ? "" : "   # with its " + members.size() + " workspaces")
                        .append('\n');
            }
        });
        return out.append("\n# How long versions are kept that the manifest no longer requires (default: for ever):\n")
                .append("# keep: {versions: 5, age: 400d}\n")
                .toString();
    }

    /** As a YAML text. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9./_-]+")
                ? text
                : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
