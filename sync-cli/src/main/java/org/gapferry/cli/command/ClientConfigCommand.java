package org.gapferry.cli.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.gapferry.bundle.FileReason;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Ui;
import org.gapferry.ecosystem.Ecosystem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry client-config}. */
@Command(
        name = "client-config",
        description = "Print the settings that point a client at a mirror.",
        footer = {
            "",
            "In a shell:",
            "  eval \"$(gapferry client-config npm --url http://mirror.example.test:8080)\"",
            "In a project:",
            "  gapferry client-config npm --url http://mirror.example.test:8080 --write ."
        })
public final class ClientConfigCommand extends GapferryCommand {
    @Parameters(paramLabel = "ECOSYSTEM", description = "The ecosystem, such as npm.")
    @SuppressWarnings("NullAway.Init")
    private String id;

    @Option(
            names = "--url",
            required = true,
            paramLabel = "URL",
            description = "The URL of the mirror, such as http://HOST:PORT.")
    @SuppressWarnings("NullAway.Init")
    private String url;

    @Option(
            names = "--write",
            paramLabel = "FOLDER",
            description = "Write the clients' configuration files to this folder instead of printing.")
    private @Nullable Path write;

    public ClientConfigCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Ecosystem ecosystem = context.ecosystems()
                .named(id)
                .orElseThrow(() -> CliProblem.BAD_OPTION.thrown(
                        id,
                        "unknown ecosystem",
                        "one of: " + String.join(", ", context.ecosystems().names())));
        URI base = MirrorUrl.parse(url).resolve(ecosystem.root() + "/");
        try {
            ecosystem.clients().setup().variables(base);
        } catch (IllegalArgumentException e) {
            throw CliProblem.BAD_OPTION
                    .thrown("--url", String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
        Ui ui = ui();
        ObjectNode document = ui.document();
        Path folder = write;
        if (folder == null) {
            ObjectNode variables = document.putObject("variables");
            ecosystem.clients().setup().variables(base).forEach((name, value) -> {
                ui.data("export " + name + "='" + value.replace("'", "'\\''") + "'");
                variables.put(name, value);
            });
        } else {
            writeFiles(folder, ecosystem.clients().setup().files(base), ui, document);
        }
        ui.document(document);
        return 0;
    }

    /** Existing files are kept: they may hold what no one else knows. */
    private static void writeFiles(Path folder, Map<String, String> files, Ui ui, ObjectNode document) {
        ObjectNode written = document.putObject("files");
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                if (Files.exists(path) && !Files.readString(path).equals(file.getValue())) {
                    throw CliProblem.FILE_UNWRITABLE.thrown(
                            path.toString(),
                            "the file exists with other content and is not overwritten",
                            "add these lines to it:\n" + file.getValue().strip());
                }
            }
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.writeString(path, file.getValue());
                ui.say("wrote " + path);
                written.put(file.getKey(), file.getValue());
            }
        } catch (IOException e) {
            throw CliProblem.FILE_UNWRITABLE
                    .thrown(folder.toString(), "cannot write the files: " + FileReason.withFile(e))
                    .causedBy(e);
        }
    }
}
