package org.gapferry.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.write.BlobSource;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.client.ClientRuns;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.export.ClientCheck;
import org.gapferry.export.ExportProblem;
import org.gapferry.manifest.Target;
import org.gapferry.mirror.http.MirrorServer;
import org.gapferry.mirror.http.MirrorSettings;
import org.gapferry.mirror.http.ServedState;

/**
 * Serves a state that is about to be sealed on the loopback, and lets the real clients of this machine install every
 * requirement from it.
 */
public final class InstallingClients implements ClientCheck {
    private static final long MINUTES = 15;
    private static final int TOLD_LINES = 6;
    /** Nobody listens there: whoever asks anybody but the mirror fails. */
    private static final String NOWHERE = "http://127.0.0.1:9";

    private final Ecosystems ecosystems;
    private final Clock clock;

    public InstallingClients(Ecosystems ecosystems, Clock clock) {
        this.ecosystems = ecosystems;
        this.clock = clock;
    }

    private record OfState(Catalog catalog, BlobSource content) implements ServedState, ServedState.Provider {
        @Override
        public long number() {
            return 1;
        }

        @Override
        public Bytes open(Blob blob) {
            return (position, most) -> {
                try (InputStream in = content.open(blob)) {
                    in.skipNBytes(position);
                    byte[] bytes = in.readNBytes(most);
                    if (bytes.length == 0) {
                        throw new IOException(blob.digest() + " is too short");
                    }
                    return ByteBuffer.wrap(bytes);
                }
            };
        }

        @Override
        public List<ServedState> pinned() {
            return List.of(this);
        }

        @Override
        public void close() {}
    }

    @Override
    public List<Problem> check(Requirements requirements, List<Target> targets, Catalog state, BlobSource content)
            throws IOException {
        List<Problem> problems = new ArrayList<>();
        Set<Problem> untried = new LinkedHashSet<>();
        try (MirrorServer server = MirrorServer.start(
                new OfState(state, content), ecosystems, MirrorSettings.parse("127.0.0.1:0", ""), clock)) {
            for (String section : requirements.sections()) {
                Ecosystem ecosystem = ecosystems.ofSection(section).orElseThrow();
                URI base = server.base().resolve(ecosystem.root() + "/");
                for (Target target : targets) {
                    for (Requirement requirement : requirements.of(section)) {
                        for (ClientRuns.Run run : runs(ecosystem, requirement, target, untried)) {
                            run(run, ecosystem.clients().setup().variables(base), problems);
                        }
                    }
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return List.copyOf(untried);
    }

    /** None for a project that became unreadable. */
    private static List<ClientRuns.Run> runs(
            Ecosystem ecosystem, Requirement requirement, Target target, Set<Problem> untried) {
        try {
            return ecosystem.clients().runs().of(List.of(requirement), target);
        } catch (ProblemException e) {
            e.problems()
                    .forEach(problem -> untried.add(new Problem(
                            ExportProblem.CLIENT_NOT_TRIED, problem.where(), problem.what(), problem.hints())));
            return List.of();
        }
    }

    private static void run(ClientRuns.Run run, Map<String, String> variables, List<Problem> problems)
            throws IOException {
        Path folder = Files.createTempDirectory("gapferry-check-");
        try {
            for (Map.Entry<String, byte[]> file : run.files().entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            Path home = Files.createDirectory(folder.resolve("home"));
            File output = folder.resolve("output").toFile();
            ProcessBuilder builder = new ProcessBuilder(run.command())
                    .directory(folder.resolve(run.folder()).toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output);
            Map<String, String> environment = builder.environment();
            String path = environment.getOrDefault("PATH", "");
            environment.clear();
            environment.putAll(Map.of(
                    "PATH", path,
                    "HOME", home.toString(),
                    "HTTP_PROXY", NOWHERE,
                    "HTTPS_PROXY", NOWHERE,
                    "http_proxy", NOWHERE,
                    "https_proxy", NOWHERE,
                    "NO_PROXY", "127.0.0.1",
                    "no_proxy", "127.0.0.1"));
            environment.putAll(variables);
            Process client = start(builder, run);
            boolean ended = client.waitFor(MINUTES, TimeUnit.MINUTES);
            if (!ended || client.exitValue() != 0) {
                client.destroyForcibly();
                problems.add(ExportProblem.CLIENT_REFUSED.at(
                        run.what(), "`" + String.join(" ", run.command()) + "` failed: " + tail(output.toPath())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static Process start(ProcessBuilder builder, ClientRuns.Run run) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw CliProblem.NO_CLIENT
                    .thrown(
                            "--with-clients",
                            "`" + run.command().get(0) + "` is required by `--with-clients` but is not installed",
                            "install it, or omit --with-clients: the install check does not need clients")
                    .causedBy(e);
        }
    }

    private static String tail(Path output) throws IOException {
        List<String> lines = Files.readString(output, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return String.join(" | ", lines.subList(0, Math.min(TOLD_LINES, lines.size())));
    }
}
