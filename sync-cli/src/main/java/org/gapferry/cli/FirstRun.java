package org.gapferry.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.mirror.http.MirrorServer;
import org.gapferry.mirror.http.MirrorSettings;
import org.gapferry.mirror.store.Store;

/**
 * Runs what is run most, once, in a temporary folder and against itself, so that Java can keep the classes of it
 * ({@code -XX:ArchiveClassesAtExit}) and starts sooner from then on. Nothing of it stays.
 */
public final class FirstRun {
    private FirstRun() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("gapferry-first-run-");
        Disk disk = new LocalDisk();
        try {
            run(folder, disk);
        } finally {
            disk.delete(folder);
        }
    }

    private static void run(Path folder, Disk disk) throws IOException {
        ProcessContext real = ProcessContext.ofThisProcess(Ecosystems.ALL);
        Map<String, String> variables = new HashMap<>(real.variables());
        variables.keySet().removeIf(name -> name.startsWith("GAPFERRY_"));
        variables.put("XDG_STATE_HOME", folder.resolve("logs").toString());
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        Gapferry program = new Gapferry(new ProcessContext(
                Ecosystems.ALL,
                new PrintStream(data, true, StandardCharsets.UTF_8),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                variables,
                real.clock(),
                real.retries(),
                real.ask(),
                real.terminal()));
        String key = folder.resolve("key").toString();
        String trust = folder.resolve("trust.json").toString();
        Path store = folder.resolve("store");
        program.run("key", "generate", "--out", key, "--no-passphrase");
        data.reset();
        program.run("trust", "init", "--single-key", key + ".key", "--out", trust);
        String fingerprint =
                data.toString(StandardCharsets.UTF_8).strip().lines().reduce("", (before, last) -> last);
        program.run("trust", "accept", trust, "--store", store.toString(), "--fingerprint", fingerprint);
        program.run("status", "--store", store.toString());
        try (Store opened = Store.open(store, disk, real.clock());
                MirrorServer server =
                        MirrorServer.start(opened, Ecosystems.ALL, MirrorSettings.parse("127.0.0.1:0", ""))) {
            Path manifest = folder.resolve("gapferry.yaml");
            Ecosystem ecosystem = Ecosystems.ALL.tryable().orElseThrow();
            Files.writeString(
                    manifest,
                    ecosystem.clients().setup().trial().orElseThrow().manifest("first", ecosystem.section())
                            + "upstreams: {" + ecosystem.section() + ": \"" + server.base() + ecosystem.root()
                            + "/\"}\n");
            program.run(
                    "export",
                    "--manifest",
                    manifest.toString(),
                    "--key",
                    key + ".key",
                    "--trust",
                    trust,
                    "--out",
                    folder.resolve("out").toString());
        }
    }
}
