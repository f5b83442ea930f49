package org.gapferry.cli.command;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.NetworkOptions;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Ui;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.client.ClientAccess;
import org.gapferry.ecosystem.client.ClientProblem;
import org.gapferry.ecosystem.client.ClientSetup;
import org.gapferry.ecosystem.resolve.Routes;
import org.gapferry.transport.ClientSettings;
import org.gapferry.transport.Credential;
import org.gapferry.transport.Credentials;
import org.gapferry.transport.Network;
import org.gapferry.transport.Proxies;
import org.gapferry.transport.RedactedUrl;
import org.gapferry.transport.TlsTrust;
import org.gapferry.transport.TransportProblem;
import org.gapferry.transport.UpstreamCheck;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry doctor}. */
@Command(
        name = "doctor",
        description =
                "Check this machine's clients for known configuration problems; with --url, check that each asks the mirror, and that it answers; with --manifest, check that an export can reach its upstreams. Exits with 1 if there is a problem.",
        footer = {
            "",
            "On a client machine:",
            "  gapferry doctor pulumi --url https://mirror.example.test",
            "On the exporter:",
            "  gapferry doctor --manifest gapferry.yaml"
        })
public final class DoctorCommand extends GapferryCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "ECOSYSTEM",
            description = "The ecosystems to check, such as pulumi (default: all).")
    private List<String> ids = List.of();

    @Option(names = "--url", paramLabel = "URL", description = "The URL of the mirror that clients should use.")
    private @Nullable String url;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description =
                    "Connect to each host that an export of this manifest needs, and report why a connection fails: name resolution, route, proxy, TLS, credentials or status.")
    private @Nullable Path manifest;

    @Mixin
    private final NetworkOptions network = new NetworkOptions();

    public DoctorCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Path file = manifest;
        if (file != null) {
            return examine(ReadManifest.of(file, context.ecosystems()));
        }
        Optional<URI> base = Optional.ofNullable(url).map(MirrorUrl::parse);
        for (String id : ids) {
            if (context.ecosystems().named(id).isEmpty()) {
                throw CliProblem.BAD_OPTION.thrown(
                        id,
                        "unknown ecosystem",
                        "one of: " + String.join(", ", context.ecosystems().names()));
            }
        }
        Ui ui = ui();
        ObjectNode document = ui.document();
        List<Problem> all = new ArrayList<>();
        for (Ecosystem ecosystem : context.ecosystems().all()) {
            if (ids.isEmpty() || ids.contains(ecosystem.name())) {
                List<Problem> problems =
                        new ArrayList<>(ecosystem.clients().setup().check(context.variables(), base));
                base.ifPresent(mirror -> problems.addAll(asked(ecosystem, mirror)));
                all.addAll(problems);
                if (problems.stream().noneMatch(DoctorCommand::isFinding)) {
                    ui.data(ecosystem.name() + ": no problems found");
                }
                for (Problem problem : problems) {
                    ui.data(ecosystem.name() + ": " + (isFinding(problem) ? "" : "note: ") + problem.sentence());
                    problem.hints().forEach(hint -> ui.data("  " + hint));
                }
                document.set(ecosystem.name(), Ui.problems(problems));
            }
        }
        ui.document(document);
        return all.stream().anyMatch(DoctorCommand::isFinding) ? ExitClass.FINDINGS.code() : 0;
    }

    /** Whether each installed client asks the mirror, and is answered with the credentials and authorities it has. */
    private List<Problem> asked(Ecosystem ecosystem, URI mirror) {
        ClientSetup setup = ecosystem.clients().setup();
        Optional<String> probe = setup.probe();
        if (probe.isEmpty()) {
            return List.of();
        }
        URI base = mirror.resolve(ecosystem.root() + "/");
        String hint = "eval \"$(gapferry client-config " + ecosystem.name() + " --url " + mirror + ")\"";
        List<Problem> problems = new ArrayList<>();
        Network own = network.network(context, Optional.empty());
        Map<Network, List<String>> ways = new LinkedHashMap<>();
        setup.asked(context.environment(Path.of("").toAbsolutePath())).forEach((client, access) -> {
            String url = access.registry();
            if (withSlash(url).equals(base.toString())) {
                try {
                    ways.computeIfAbsent(way(ecosystem, access, own.proxies()), any -> new ArrayList<>())
                            .add(client);
                } catch (ProblemException e) {
                    problems.add(ClientProblem.FAILS.at(
                            client,
                            e.first().where() + ": " + e.first().what(),
                            e.first().hints().toArray(String[]::new)));
                }
            } else {
                problems.add(ClientProblem.FAILS.at(
                        client,
                        url.isEmpty()
                                ? "it is not pointed at a registry, so it asks the public one"
                                : "it asks another registry than the mirror: " + url.replaceFirst("//[^/@]*@", "//"),
                        hint));
            }
        });
        if (ways.isEmpty() && problems.isEmpty()) {
            ways.put(own, List.of()); // no client is installed: what this command itself is told counts
        }
        ways.forEach((way, clients) -> {
            try (UpstreamCheck check = new UpstreamCheck(way, ProcessContext.tool())) {
                check.run(base.resolve(probe.get()))
                        .failed()
                        .ifPresent(problem -> problems.add(unanswered(problem, clients, setup, hint)));
            }
        });
        return problems;
    }

    /** How a client reaches the mirror: with what it has of its own, and not with this command's options. */
    private Network way(Ecosystem ecosystem, ClientAccess access, Proxies proxies) {
        ClientSettings files = access.files() == ClientAccess.Files.NONE
                ? ClientSettings.NONE
                : ecosystem
                        .online()
                        .upstreams()
                        .settings(context.environment(Path.of("").toAbsolutePath()));
        List<Path> authorities = new ArrayList<>(access.authorities());
        authorities.addAll(files.authorities());
        List<Credential> credentials = new ArrayList<>();
        access.token()
                .ifPresent(token -> credentials.add(Credential.of(
                        access.registry().replaceFirst("//[^/@]*@", "//"), Credential.bearer(token), "its token")));
        if (access.files() == ClientAccess.Files.ALL) {
            credentials.addAll(files.credentials());
        }
        return new Network(
                TlsTrust.of(authorities),
                proxies,
                new Credentials(credentials),
                files.certificates(),
                Optional.empty());
    }

    /** The problem of clients which are all that would be answered so. */
    private static Problem unanswered(Problem problem, List<String> clients, ClientSetup setup, String hint) {
        String what = (clients.isEmpty() ? "" : problem.where() + ": ") + problem.what();
        String where = clients.isEmpty() ? problem.where() : String.join(", ", clients);
        String option = problem.code() == TransportProblem.CREDENTIALS_NEEDED
                ? " --token-file FILE --write FOLDER"
                : problem.code() == TransportProblem.TLS_FAILED ? " --ca FILE" : "";
        return option.isEmpty() || clients.isEmpty() || !setup.knowsAccess()
                ? ClientProblem.FAILS.at(where, what, problem.hints().toArray(String[]::new))
                : ClientProblem.FAILS.at(where, what, hint.replace(")\"", option + ")\""));
    }

    private static String withSlash(String url) {
        return url.endsWith("/") ? url : url + "/";
    }

    private int examine(ReadManifest read) {
        Map<String, Routes> upstreams = read.upstreams(context);
        Map<String, URI> asked = new LinkedHashMap<>();
        upstreams.values().forEach(routes -> routes.all()
                .forEach(upstream -> asked.putIfAbsent(upstream.url().getRawAuthority(), upstream.url())));
        read.hosts().forEach(host -> asked.putIfAbsent(host, URI.create("https://" + host + "/")));
        Network reached = read.reached(network.network(context, Optional.empty()), upstreams, context);
        Ui ui = ui();
        ArrayNode rows = ui.document().putArray("hosts");
        boolean allWell = true;
        try (UpstreamCheck check = new UpstreamCheck(reached, ProcessContext.tool())) {
            for (URI each : asked.values()) {
                UpstreamCheck.Found found = check.run(each);
                allWell &= found.failed().isEmpty();
                ObjectNode row = rows.addObject().put("url", RedactedUrl.of(each));
                found.passed().forEach(row.putArray("passed")::add);
                ui.data(RedactedUrl.of(each) + ": " + String.join(", ", found.passed())
                        + (found.failed().isPresent() ? "" : ": ok"));
                found.failed().ifPresent(problem -> {
                    ui.data("  FAILED: " + problem.what());
                    problem.hints().forEach(hint -> ui.data("  hint: " + hint));
                    row.set("failed", Ui.problems(List.of(problem)));
                });
            }
        }
        ui.document(ui.document().set("hosts", rows));
        return allWell ? 0 : ExitClass.FINDINGS.code();
    }

    private static boolean isFinding(Problem problem) {
        return problem.code().exitClass() == ExitClass.FINDINGS;
    }
}
