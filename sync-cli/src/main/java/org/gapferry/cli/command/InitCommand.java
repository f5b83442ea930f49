package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.Problem;
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
                "Look for projects in a folder, at most 8 levels deep, and write a commented gapferry.yaml for what they need. Passes over what git ignores, installed packages, build output and fixtures of tests. Exits with 3 if a project cannot be read; it is left out.",
        footer = {
            "",
            "Then:",
            "  gapferry export --manifest gapferry.yaml --key KEY --trust trust.json \\",
            "    --out out --dry-run"
        })
public final class InitCommand extends GapferryCommand {
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
        ProjectSearch search = new ProjectSearch(context.ecosystems(), root);
        Map<Ecosystem, List<ProjectSearch.Found>> found = search.found();
        List<Problem> unreadable = search.unreadable();
        Ui ui = ui();
        search.passedOver().forEach(line -> ui.say("note: passed over " + line));
        if (found.isEmpty() && !unreadable.isEmpty()) {
            unreadable.forEach(problem -> ui.problem(ExitClass.PARTIAL.word(), problem));
            ui.say("no manifest was written: no project can be read");
            ObjectNode document = ui.document();
            document.set("unreadable", Ui.problems(unreadable));
            ui.document(document);
            return ExitClass.PARTIAL.code();
        } else if (found.isEmpty()) {
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
        ObjectNode document = ui.document().put("manifest", file.toString());
        found.forEach((ecosystem, projects) -> {
            ArrayNode list = document.putArray(ecosystem.section());
            projects.forEach(project -> {
                list.add(project.path());
                ui.say("found " + ecosystem.section() + " " + project.key() + " " + project.path());
            });
        });
        search.notCarried().forEach(problem -> ui.say("note: " + problem.sentence()));
        unreadable.forEach(problem -> ui.problem(ExitClass.PARTIAL.word(), problem));
        document.set("unreadable", Ui.problems(unreadable));
        document.set("notCarried", Ui.problems(search.notCarried()));
        ui.data(file.toString());
        ui.say("review the manifest, then run: gapferry export --manifest " + file
                + " --key KEY --trust trust.json --out out --dry-run");
        ui.document(document);
        return unreadable.isEmpty() ? 0 : ExitClass.PARTIAL.code();
    }

    private static String byHand(Ecosystem ecosystem) {
        String manifest = ecosystem.clients().setup().trial().orElseThrow().manifest("first", ecosystem.section());
        return "write a manifest by hand: printf '" + manifest.replace("\n", "\\n") + "' > " + MANIFEST;
    }

    private String yaml(Path root, Map<Ecosystem, List<ProjectSearch.Found>> found) {
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
        found.forEach((ecosystem, projects) -> {
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
            for (ProjectSearch.Found project : projects) {
                out.append("  - ").append(project.key()).append(": ").append(quoted(project.path()));
                out.append(
                                project.members() == 0
                                        ? ""
                                        : "   # with its " + project.members()
                                                + (project.members() == 1 ? " workspace" : " workspaces"))
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
