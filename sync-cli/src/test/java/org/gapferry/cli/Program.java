package org.gapferry.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.contract.toy.Toy;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.npm.NpmEcosystem;
import org.gapferry.ecosystem.pulumi.PulumiEcosystem;
import org.gapferry.transport.RetryPolicy;

/** Runs the whole program in this process, with the toy ecosystem registered by one line. */
final class Program {
    private final Map<String, String> variables = new HashMap<>();
    private final Path folder;

    /** How one command ended. */
    record Ended(int exit, String out, String err) {
        String lastLine() {
            List<String> lines = out.lines().toList();
            return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        }

        String firstError() {
            return err.lines()
                    .filter(line -> line.matches("[a-z -]+: [A-Z-]+: .*"))
                    .findFirst()
                    .orElse(err);
        }
    }

    Program(Path folder) {
        this.folder = folder;
        variables.put("HOME", folder.toString());
        variables.put("XDG_STATE_HOME", folder.resolve("xdg").toString());
    }

    Program with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    Path folder() {
        return folder;
    }

    ProcessContext context(PrintStream out, PrintStream err) {
        Ecosystems ecosystems = new Ecosystems(List.of(
                NpmEcosystem.ECOSYSTEM, //
                PulumiEcosystem.ECOSYSTEM,
                Toy.ECOSYSTEM));
        RetryPolicy retries = new RetryPolicy(
                3,
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofSeconds(1),
                Clock.systemUTC(),
                duration -> {});
        return new ProcessContext(
                ecosystems,
                out,
                err,
                Map.copyOf(variables),
                Clock.systemUTC(),
                retries,
                command -> Optional.empty(),
                Optional::empty);
    }

    Ended run(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            texts.add(argument.toString());
        }
        int exit = new Gapferry(context(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)))
                .run(texts.toArray(new String[0]));
        return new Ended(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Keys, a trust file, and its fingerprint. */
    String setUp() {
        run("key", "generate", "--out", folder.resolve("k/root"), "--no-passphrase");
        run("key", "generate", "--out", folder.resolve("k/exp"), "--no-passphrase");
        return run(
                        "trust",
                        "init",
                        "--root",
                        folder.resolve("k/root.key"),
                        "--exporter",
                        folder.resolve("k/exp.pub"),
                        "--out",
                        folder.resolve("trust.json"))
                .lastLine();
    }

    Path manifest(String yaml) {
        try {
            return Files.writeString(folder.resolve("gapferry.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Ended export(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "export",
                "--manifest",
                folder.resolve("gapferry.yaml"),
                "--key",
                folder.resolve("k/exp.key"),
                "--trust",
                folder.resolve("trust.json"),
                "--state",
                folder.resolve("st"),
                "--out",
                folder.resolve("out")));
        arguments.addAll(List.of(more));
        return run(arguments.toArray());
    }

    /** A store that accepted the trust file. */
    Path store(String fingerprint) {
        Path store = folder.resolve("store");
        run("trust", "accept", folder.resolve("trust.json"), "--store", store, "--fingerprint", fingerprint);
        return store;
    }
}
