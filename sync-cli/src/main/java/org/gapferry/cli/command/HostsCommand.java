package org.gapferry.cli.command;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.Problem;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.NetworkOptions;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Ui;
import org.gapferry.ecosystem.client.NetworkNeed;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.resolve.Routes;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.transport.EgressPolicy;
import org.gapferry.transport.Http;
import org.gapferry.transport.Network;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry hosts}. */
@Command(
        name = "hosts",
        description = "List the hosts and ports that an export, or a feature, needs.",
        footer = {
            "",
            "For the exporter's firewall:",
            "  gapferry hosts --manifest gapferry.yaml --format nftables",
            "For a feature:",
            "  gapferry hosts --feature buildkite-agent"
        })
public final class HostsCommand extends GapferryCommand {
    private static final String EXPORT = "export";

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description = "List the hosts that an export of this manifest needs.")
    private @Nullable Path manifest;

    @Option(
            names = "--feature",
            split = ",",
            paramLabel = "NAME",
            description =
                    "The features to list, such as pulumi-cli; with --manifest also export. An unknown name lists all.")
    private List<String> features = List.of();

    @Option(
            names = "--format",
            defaultValue = "table",
            paramLabel = "FORMAT",
            description = "The output format: table, json, csv, squid or nftables (default: table).")
    @SuppressWarnings("NullAway.Init")
    private String format;

    @Option(names = "--check", description = "Connect to each named host by HTTP. Exits with 1 if one fails.")
    private boolean check;

    @Mixin
    private final NetworkOptions network = new NetworkOptions();

    public HostsCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        List<NetworkNeed> rows = rows();
        Ui ui = ui();
        switch (format) {
            case "json" -> ui.data(json(rows).toPrettyString());
            case "csv" -> csv(rows, ui);
            case "squid" -> squid(rows, ui);
            case "nftables" -> nftables(rows, ui);
            case "table" -> table(rows, ui);
            default ->
                throw CliProblem.BAD_OPTION.thrown(
                        "--format", "unknown format `" + format + "`", "one of: table, json, csv, squid, nftables");
        }
        List<Problem> unreadable = unreadable();
        unreadable.forEach(problem -> ui.problem(ExitClass.PARTIAL.word(), problem));
        Map<String, Problem> failed = check ? check(rows, ui) : Map.of();
        ObjectNode document = ui.document();
        document.set("hosts", json(rows));
        document.set("unreachable", Ui.problems(new ArrayList<>(failed.values())));
        document.set("unreadable", Ui.problems(unreadable));
        ui.document(document);
        if (!unreadable.isEmpty()) {
            return ExitClass.PARTIAL.code();
        }
        return failed.isEmpty() ? 0 : ExitClass.FINDINGS.code();
    }

    /** Why the hosts that some projects lead to are not known, each once. */
    private List<Problem> unreadable() {
        Path file = manifest;
        if (file == null) {
            return List.of();
        }
        Set<Problem> problems = new LinkedHashSet<>();
        ReadManifest.of(file, context.ecosystems())
                .requirements()
                .forEach((id, requirements) -> requirements.forEach(requirement -> Stream.concat(
                                Stream.of(requirement), context.ecosystems().parts(requirement).stream())
                        .forEach(part -> problems.addAll(part.unreadable()))));
        return List.copyOf(problems);
    }

    private List<NetworkNeed> rows() {
        List<NetworkNeed> known = context.ecosystems().all().stream()
                .flatMap(ecosystem -> ecosystem.clients().setup().networkNeeds().stream())
                .toList();
        Set<String> names = known.stream().map(NetworkNeed::feature).collect(Collectors.toCollection(TreeSet::new));
        names.add(EXPORT);
        for (String feature : features) {
            if (!names.contains(feature)) {
                throw CliProblem.BAD_OPTION.thrown(
                        "--feature", "unknown feature `" + feature + "`", "one of: " + String.join(", ", names));
            }
        }
        Path file = manifest;
        if (features.isEmpty() && file == null || features.contains(EXPORT) && file == null) {
            throw CliProblem.BAD_OPTION.thrown(
                    features.isEmpty() ? "--feature" : "--manifest",
                    "the hosts of an export depend on its manifest",
                    "gapferry hosts --manifest gapferry.yaml",
                    "gapferry hosts --feature " + names.iterator().next());
        }
        List<NetworkNeed> rows = new ArrayList<>();
        if (file != null) {
            rows.addAll(ofExport(file));
        }
        known.stream().filter(row -> features.contains(row.feature())).forEach(rows::add);
        return rows;
    }

    /** Every host that a requirement can lead to, with what leads there. */
    private List<NetworkNeed> ofExport(Path file) {
        ReadManifest read = ReadManifest.of(file, context.ecosystems());
        Map<String, Routes> upstreams = read.upstreams(context);
        Map<String, NetworkNeed> rows = new LinkedHashMap<>();
        read.requirements().forEach((id, requirements) -> {
            String wanted =
                    requirements.stream().map(Requirement::text).limit(3).collect(Collectors.joining(", "))
                            + (requirements.size() > 3 ? ", ..." : "");
            Routes routes = upstreams.get(id);
            for (Upstream upstream : routes == null ? List.<Upstream>of() : routes.all()) {
                add(rows, upstream.url(), id + ": " + wanted, upstream.origin());
            }
            for (Requirement requirement : requirements) {
                for (String host : requirement.hosts()) {
                    add(
                            rows,
                            URI.create("https://" + host + "/"),
                            id + ": " + requirement.text(),
                            requirement.origin());
                }
            }
        });
        // what projects of one ecosystem ask of another, as those of Pulumi ask npm
        read.requirements().all().forEach(requirement -> requirement.parts().forEach(part -> {
            Routes routes = upstreams.get(part.ecosystem());
            for (Upstream upstream : routes == null ? List.<Upstream>of() : routes.all()) {
                add(rows, upstream.url(), part.ecosystem() + ": " + requirement.text(), upstream.origin());
            }
        }));
        for (String host : read.manifest().hosts()) {
            add(rows, URI.create("https://" + host + "/"), "the manifest's `hosts`", file.toString());
        }
        read.requirements().forEach((id, requirements) -> {
            for (Requirement requirement : requirements) {
                Stream.concat(Stream.of(requirement), context.ecosystems().parts(requirement).stream())
                        .flatMap(part -> part.linkedHosts().stream())
                        .forEach(host -> addLinked(rows, host, id + ": " + requirement.text()));
            }
        });
        return List.copyOf(rows.values());
    }

    /** A host that only the files of a project name: it is asked once the manifest allows it. */
    private static void addLinked(Map<String, NetworkNeed> rows, String host, String purpose) {
        URI url = URI.create("https://" + host + "/");
        int port = url.getPort() >= 0 ? url.getPort() : 443;
        rows.putIfAbsent(
                url.getHost() + ":" + port,
                new NetworkNeed(
                        EXPORT,
                        "out",
                        url.getHost(),
                        false,
                        port,
                        "https",
                        purpose,
                        "not allowed yet",
                        "add to the manifest: hosts: [\"" + host + "\"]"));
    }

    private static void add(Map<String, NetworkNeed> rows, URI url, String purpose, String when) {
        boolean plain = "http".equals(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : plain ? 80 : 443;
        rows.putIfAbsent(
                url.getHost() + ":" + port,
                new NetworkNeed(
                        EXPORT, "out", url.getHost(), false, port, plain ? "http" : "https", purpose, "yes", when));
    }

    private static ArrayNode json(List<NetworkNeed> rows) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (NetworkNeed row : rows) {
            array.addObject()
                    .put("host", row.host())
                    .put("port", row.port())
                    .put("protocol", row.protocol())
                    .put("direction", row.direction())
                    .put("role", row.role())
                    .put("feature", row.feature())
                    .put("purpose", row.purpose())
                    .put("required", row.required())
                    .put("when", row.when());
        }
        return array;
    }

    private static List<String> cells(NetworkNeed row) {
        return List.of(
                row.direction(),
                row.role() ? "(your " + row.host().replace('-', ' ') + ")" : row.host(),
                Integer.toString(row.port()),
                row.protocol(),
                row.required(),
                row.purpose(),
                row.when());
    }

    private static void table(List<NetworkNeed> rows, Ui ui) {
        List<String> head = List.of("", "HOST", "PORT", "PROTOCOL", "REQUIRED", "PURPOSE", "WHEN");
        int[] widths = new int[head.size()];
        List<List<String>> lines = new ArrayList<>(List.of(head));
        rows.forEach(row -> lines.add(cells(row)));
        lines.forEach(cells -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], cells.get(i).length());
            }
        });
        for (List<String> cells : lines) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(cells.get(i))
                        .append(" ".repeat(widths[i] - cells.get(i).length() + 2));
            }
            ui.data(line.toString().stripTrailing());
        }
    }

    /** RFC 4180. */
    private static void csv(List<NetworkNeed> rows, Ui ui) {
        ui.data("direction,host,port,protocol,required,purpose,when");
        for (NetworkNeed row : rows) {
            ui.data(cells(row).stream()
                    .map(cell -> "\"" + cell.replace("\"", "\"\"") + "\"")
                    .collect(Collectors.joining(",")));
        }
    }

    private static void squid(List<NetworkNeed> rows, Ui ui) {
        Set<String> names = new LinkedHashSet<>();
        Set<Integer> ports = new TreeSet<>();
        for (NetworkNeed row : rows) {
            if (row.isName()) {
                names.add(row.host().replaceFirst("^\\*", ""));
                ports.add(row.port());
            } else {
                ui.data("# " + String.join(" ", cells(row)).strip());
            }
        }
        names.forEach(name -> ui.data("acl gapferry_hosts dstdomain " + name));
        ports.forEach(port -> ui.data("acl gapferry_ports port " + port));
        ui.data("http_access allow gapferry_hosts gapferry_ports");
    }

    /** Rules by name, which nft resolves once, when it reads them. */
    private static void nftables(List<NetworkNeed> rows, Ui ui) {
        ui.data("table inet gapferry {");
        ui.data("  chain output {");
        ui.data("    type filter hook output priority 0; policy drop;");
        ui.data("    oif lo accept");
        ui.data("    ct state established,related accept");
        ui.data("    udp dport 53 accept");
        ui.data("    tcp dport 53 accept");
        for (NetworkNeed row : rows) {
            boolean rule = row.isName() && !row.host().startsWith("*");
            ui.data("    " + (rule ? "" : "# ") + (rule ? "ip daddr " : "") + row.host() + (rule ? " tcp dport " : " ")
                    + row.port() + (rule ? " accept" : "") + " # " + row.purpose());
        }
        ui.data("  }");
        ui.data("}");
    }

    /** As an export of the manifest would reach them. */
    private Network reached() {
        Network said = network.network(context, Optional.empty());
        Path file = manifest;
        if (file == null) {
            return said;
        }
        ReadManifest read = ReadManifest.of(file, context.ecosystems());
        return read.reached(said, read.upstreams(context), context);
    }

    private Map<String, Problem> check(List<NetworkNeed> rows, Ui ui) {
        Map<String, URI> urls = new LinkedHashMap<>();
        for (NetworkNeed row : rows) {
            if (row.isName() && !row.host().startsWith("*") && row.protocol().startsWith("http")) {
                urls.put(
                        row.host() + ":" + row.port(),
                        URI.create(row.protocol() + "://" + row.host() + ":" + row.port() + "/"));
            }
        }
        Map<String, Problem> failed = new LinkedHashMap<>();
        try (Http http = new Http(
                new EgressPolicy(urls.values(), List.of()), context.retries(), reached(), 1, ProcessContext.tool())) {
            urls.forEach((name, url) -> {
                Optional<Problem> problem = http.unreachable(url);
                if (problem.isPresent()) {
                    ui.problem(ExitClass.FINDINGS.word(), problem.get());
                    failed.put(name, problem.get());
                } else {
                    ui.say(name + " answers");
                }
            });
        }
        return failed;
    }
}
