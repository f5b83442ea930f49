package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.contract.toy.Toy;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.client.ClientSetup;
import org.gapferry.ecosystem.client.Trial;
import org.gapferry.ecosystem.npm.NpmEcosystem;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.testkit.FakeFileServer;
import org.gapferry.transport.RetryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo shows whatever ecosystem has something to try, and installs it with the ecosystem's own client. */
class DemoTest {
    private static final Trial TRIAL = new Trial(
            "doll",
            "doll",
            Map.of("shelf.txt", "empty\n"),
            List.of("sh", "-c", "cat shelf.txt >box; printf %s \"$TOY_BOX\" >>box"),
            List.of(),
            "box");

    @TempDir
    private Path folder;

    private final FakeFileServer toys = new FakeFileServer();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void publish() {
        toys.file("/doll.toy", "1.0\nfor:beos doll.beos\n");
    }

    @AfterEach
    void close() {
        toys.close();
    }

    private Ecosystem tried(Trial trial) {
        ClientSetup ordinary = Toy.ECOSYSTEM.clients().setup();
        ClientSetup setup = new ClientSetup() {
            @Override
            public Map<String, String> variables(URI base) {
                return ordinary.variables(base);
            }

            @Override
            public Map<String, String> files(URI base) {
                return ordinary.files(base);
            }

            @Override
            public Optional<Trial> trial() {
                return Optional.of(trial);
            }
        };
        Ecosystem.Online online = Toy.ECOSYSTEM.online();
        return new Ecosystem(
                Toy.ECOSYSTEM.id(),
                Toy.ECOSYSTEM.problems(),
                new Ecosystem.Online(
                        online.requirements(),
                        online.companions(),
                        environment -> List.of(new Upstream("", toys.url(), "test")),
                        online.resolver(),
                        online.inspector()),
                Toy.ECOSYSTEM.offline(),
                new Ecosystem.Clients(
                        setup,
                        Toy.ECOSYSTEM.clients().cache(),
                        Toy.ECOSYSTEM.clients().runs()));
    }

    private int demo(Trial trial) {
        ProcessContext context = new ProcessContext(
                new Ecosystems(List.of(tried(trial))),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("HOME", folder.toString()),
                Clock.systemUTC(),
                RetryPolicy.standard(Clock.systemUTC()),
                command -> Optional.empty(),
                Optional::empty);
        return new Gapferry(context).run("demo", "--once", "--json");
    }

    @Test
    void whatAnEcosystemHasToTryIsInstalledByItsClientThroughTheMirror() throws IOException {
        int exit = demo(TRIAL);
        String told = out.toString(StandardCharsets.UTF_8);
        assertThat(exit).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(told).contains("\"installed\"", "doll");
        Path made = Path.of(told.replaceAll("(?s).*\"folder\"\\s*:\\s*\"([^\"]*)\".*", "$1"));
        assertThat(Files.readString(made.resolve("project/box")))
                .startsWith("empty\nhttp://127.0.0.1:")
                .endsWith("/toy/");
        assertThat(Files.readString(made.resolve("gapferry.yaml"))).isEqualTo(TRIAL.manifest("demo", "toy"));
    }

    @Test
    void aClientThatInstallsNothingIsNamed() {
        Trial failing = new Trial("doll", "doll", Map.of(), List.of("true"), List.of(), "box");
        assertThat(demo(failing)).isEqualTo(CliProblem.CLIENT_FAILED.exitClass().code());
        assertThat(out.toString(StandardCharsets.UTF_8) + err).contains("true could not install doll from the mirror");
    }

    @Test
    void aClientThatIsNotThereIsNamed() {
        Trial absent = new Trial("doll", "doll", Map.of(), List.of("no-such-client-of-toys"), List.of(), "box");
        assertThat(demo(absent)).isEqualTo(CliProblem.CLIENT_FAILED.exitClass().code());
        assertThat(out.toString(StandardCharsets.UTF_8) + err).contains("`no-such-client-of-toys` is not installed");
    }

    @Test
    void npmIsWhatPeopleTryFirst() {
        Trial trial = NpmEcosystem.ECOSYSTEM.clients().setup().trial().orElseThrow();
        assertThat(Ecosystems.ALL.tryable()).contains(NpmEcosystem.ECOSYSTEM);
        assertThat(trial.manifest("demo", "npm")).isEqualTo("version: 1\nname: demo\nnpm:\n  - \"express@^4\"\n");
        assertThat(String.join(" ", trial.command())).isEqualTo("npm install express@4");
    }
}
