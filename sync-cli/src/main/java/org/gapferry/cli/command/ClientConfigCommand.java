package org.gapferry.cli.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.FileReason;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.SecretFile;
import org.gapferry.cli.Ui;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.client.MirrorAccess;
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
            "  gapferry client-config npm --url http://mirror.example.test:8080 --write .",
            "For a mirror with tokens and a private authority, in a shell:",
            "  eval \"$(gapferry client-config npm --url https://mirror.example.test \\",
            "    --ca ca.pem --token-file token --write ~/.mirror)\""
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
            description =
                    "Write the clients' configuration files to this folder; with --token-file, --ca or --unsigned-managers, the variables are printed, too.")
    private @Nullable Path write;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "The certificate authorities of the mirror, as PEM; clients are told this path.")
    private @Nullable Path authorities;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "A file with the token that the mirror requires (serve --tokens). It is printed, and written with --write.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--unsigned-managers",
            description =
                    "The mirror's upstream gives no signatures of package managers: print what corepack needs then.")
    private boolean unsigned;

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
        MirrorAccess access = access(ecosystem, base);
        Ui ui = ui();
        ObjectNode document = ui.document();
        Path folder = write;
        if (folder == null) {
            print(ecosystem, access, ui, document);
            ecosystem
                    .clients()
                    .setup()
                    .tokenFile()
                    .filter(variable -> access.token().isPresent())
                    .ifPresent(variable -> ui.data("# npm, pnpm and yarn 1 read a token from a file only: add"
                            + " --write FOLDER, which writes it and prints " + variable + " too"));
        } else {
            Map<String, String> files = ecosystem.clients().setup().files(access);
            writeFiles(folder, files, access.token().isPresent(), ui, document);
            if (!access.equals(MirrorAccess.of(base))) {
                print(ecosystem, access, ui, document); // some clients take these from variables only
            }
            ecosystem
                    .clients()
                    .setup()
                    .tokenFile()
                    .filter(variable -> access.token().isPresent())
                    .ifPresent(variable -> print(
                            variable,
                            folder.resolve(files.keySet().iterator().next())
                                    .toAbsolutePath()
                                    .normalize()
                                    .toString(),
                            ui,
                            document));
        }
        ui.document(document);
        return 0;
    }

    private static void print(Ecosystem ecosystem, MirrorAccess access, Ui ui, ObjectNode document) {
        ecosystem.clients().setup().variables(access).forEach((name, value) -> print(name, value, ui, document));
    }

    private static void print(String name, String value, Ui ui, ObjectNode document) {
        ui.data("export " + name + "='" + value.replace("'", "'\\''") + "'");
        document.withObject("/variables").put(name, value);
    }

    private MirrorAccess access(Ecosystem ecosystem, URI base) {
        Path secret = tokenFile;
        Path trusted = authorities;
        if ((secret != null || trusted != null || unsigned)
                && !ecosystem.clients().setup().knowsAccess()) {
            throw CliProblem.BAD_OPTION.thrown(
                    secret != null ? "--token-file" : trusted != null ? "--ca" : "--unsigned-managers",
                    "has no meaning for " + id,
                    "leave it out");
        }
        Optional<String> token = Optional.empty();
        if (secret != null) {
            String text = SecretFile.read(secret, "the token").strip();
            if (!text.matches("[A-Za-z0-9._~+/=-]+")) {
                throw CliProblem.BAD_OPTION.thrown(
                        "--token-file", "the file is not one token", "one line with the token and nothing else");
            }
            token = Optional.of(text);
        }
        if (trusted != null && !Files.isReadable(trusted)) {
            throw CliProblem.FILE_UNREADABLE.thrown(trusted.toString(), "no such file");
        }
        return new MirrorAccess(
                base,
                token,
                Optional.ofNullable(trusted).map(file -> file.toAbsolutePath().normalize()),
                unsigned);
    }

    /** Existing files are kept: they may hold what no one else knows. */
    private static void writeFiles(Path folder, Map<String, String> files, boolean secret, Ui ui, ObjectNode document) {
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
                if (secret && !Files.exists(path)) {
                    createPrivate(path);
                }
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

    /** Others cannot read it, where the file system has permissions. */
    private static void createPrivate(Path path) throws IOException {
        if (Files.getFileStore(path.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }
}
