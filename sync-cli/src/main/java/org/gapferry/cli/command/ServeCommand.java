package org.gapferry.cli.command;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.Logs;
import org.gapferry.cli.ProcessContext;
import org.gapferry.mirror.http.Listen;
import org.gapferry.mirror.http.MirrorServer;
import org.gapferry.mirror.http.MirrorSettings;
import org.gapferry.mirror.http.TlsFiles;
import org.gapferry.mirror.store.Store;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry serve}. */
@Command(
        name = "serve",
        description =
                "Serve a store to ordinary clients over HTTP, read-only, until terminated. A new import is served as soon as it is published.",
        footer = {"", "Point npm at it:", "  eval \"$(gapferry client-config npm --url http://127.0.0.1:8080)\""})
public final class ServeCommand extends GapferryCommand {
    @Option(names = "--store", required = true, paramLabel = "STORE", description = "The store.")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(
            names = "--listen",
            defaultValue = "127.0.0.1:8080",
            split = ",",
            paramLabel = "HOST:PORT",
            description =
                    "The address to listen on (default: 127.0.0.1:8080); port 0 picks a free one. May be repeated.")
    @SuppressWarnings("NullAway.Init")
    private List<String> listen;

    @Option(
            names = "--root",
            paramLabel = "ECOSYSTEM=HOST:PORT",
            description =
                    "Serve one ecosystem at the root of its own address, for clients that require it. Append ,URL if clients use another URL. May be repeated.")
    private List<String> roots = List.of();

    @Option(
            names = "--operations",
            defaultValue = "",
            paramLabel = "HOST:PORT",
            description = "Serve /-/health and /-/metrics only on this address, over plain HTTP.")
    @SuppressWarnings("NullAway.Init")
    private String operations;

    @Option(
            names = "--tokens",
            paramLabel = "FILE",
            description =
                    "Require a token to read: a file with one token per line. Clients send it as a Bearer token or as a password. Changes take effect without a restart.")
    private @Nullable Path tokens;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description =
                    "Write an access log in the combined format. With yyyy_mm_dd in the name, there is a new file each day.")
    private @Nullable Path accessLog;

    @Option(
            names = "--max-connections",
            defaultValue = "10000",
            paramLabel = "N",
            description = "The maximum number of open connections (default: ${DEFAULT-VALUE}); further clients wait.")
    private int connections;

    @Option(
            names = "--public-url",
            defaultValue = "",
            paramLabel = "URL",
            description = "The URL under which clients reach this mirror, if it is not the listen address.")
    @SuppressWarnings("NullAway.Init")
    private String publicUrl;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description =
                    "Serve over HTTPS with this certificate and its chain, in PEM. Changes take effect without a restart.")
    private @Nullable Path tlsCertificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "The private key of the certificate, in PEM (PKCS #8).")
    private @Nullable Path tlsKey;

    @Option(
            names = "--port-file",
            paramLabel = "FILE",
            description = "Write the port number to this file once the server listens.")
    private @Nullable Path portFile;

    public ServeCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        MirrorSettings settings = settings();
        Logs.begin(Logs.folder(context.variables()), "serve", context.clock());
        try (Store store = Store.open(folder, new LocalDisk(), context.clock());
                MirrorServer server = MirrorServer.start(store, context.ecosystems(), settings)) {
            Path file = portFile;
            if (file != null) {
                write(file, server.port());
            }
            ObjectNode document =
                    ui().document().put("url", server.base().toString()).put("port", server.port());
            ArrayNode urls = document.putArray("urls");
            for (URI base : server.bases()) {
                urls.add(base.toString());
                ui().say("serving " + folder + " at " + base);
            }
            ui().document(document);
            Serving.untilTerminated(server);
            return 0;
        }
    }

    private MirrorSettings settings() {
        if (connections < 1) {
            throw CliProblem.BAD_OPTION.thrown(
                    "--max-connections", "the minimum is 1 connection", "--max-connections 10000");
        }
        MirrorSettings settings = MirrorSettings.parse(listen, publicUrl, roots)
                .with(new MirrorSettings.Limits(connections, MirrorSettings.Limits.STANDARD.headSeconds()));
        if (!operations.isEmpty()) {
            settings = settings.withOperations(Listen.parse("--operations", operations));
        }
        Path file = tokens;
        if (file != null) {
            settings = settings.withTokens(file);
        }
        file = accessLog;
        if (file != null) {
            settings = settings.withAccessLog(file);
        }
        return secured(settings);
    }

    private MirrorSettings secured(MirrorSettings settings) {
        Path certificate = tlsCertificate;
        Path key = tlsKey;
        if (certificate != null && key != null) {
            return settings.with(new TlsFiles(certificate, key));
        } else if (certificate != null || key != null) {
            throw CliProblem.BAD_OPTION.thrown(
                    certificate == null ? "--tls-key" : "--tls-cert",
                    "a certificate and its key must be given together",
                    "--tls-cert mirror.pem --tls-key mirror.key");
        }
        return settings;
    }

    private static void write(Path file, int port) {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.writeString(temporary, port + "\n", StandardCharsets.US_ASCII);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            temporary.toFile().delete();
            throw CliProblem.FILE_UNWRITABLE
                    .thrown(file.toString(), "cannot write the port file: " + FileReason.of(e))
                    .causedBy(e);
        }
    }
}
