package org.gapferry.manifest;

import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.SmallFiles;
import org.gapferry.bundle.read.Statement;
import org.gapferry.document.DocumentReader;
import org.gapferry.document.Node;
import org.gapferry.document.Problems;

/** Reads the frame of a manifest and tells all of its problems at once. */
public final class ManifestReader {
    /** The scope of a rule that is for every name. */
    private static final String ANY_SCOPE = "*";

    private static final List<String> UPSTREAM_KEYS = List.of("scope", "url", "fallback");
    private static final List<String> FRAME =
            List.of("version", "name", "targets", "upstreams", "hosts", "keep", "accept");
    private static final Pattern DAYS = Pattern.compile("([1-9][0-9]{0,4})d");
    private static final List<String> ACCEPT_KEYS = List.of("artifact", "sha256", "reason");
    private static final String ACCEPT =
            "accept: [{artifact: \"pkg:npm/left-pad@1.3.0\", sha256: \"...\", reason: \"...\"}]";
    private static final String VERSION = "1";

    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_PORT = 65_535;
    private static final Pattern HOST = Pattern.compile("(?:[a-z0-9.-]+|\\[[0-9a-f:]+])(?::([0-9]{1,5}))?");

    private final List<String> ecosystems;
    private final Problems problems;
    private String feed = "";
    private List<Target> targets = List.of();
    private final Map<String, List<UpstreamRule>> upstreams = new LinkedHashMap<>();
    private final List<String> hosts = new ArrayList<>();
    private Keep keep = Keep.ALL;
    private final List<Accepted> accepted = new ArrayList<>();
    private final Map<String, Node> sections = new LinkedHashMap<>();

    private ManifestReader(List<String> ecosystems, Problems problems) {
        this.ecosystems = ecosystems;
        this.problems = problems;
    }

    /**
     * Reads a manifest.
     *
     * @param ecosystems the keys of the sections that are possible
     * @param problems takes what is wrong; the caller goes on to read the sections and then tells everything
     * @throws ProblemException if the file cannot be read at all
     */
    public static SyncManifest read(Path file, List<String> ecosystems, Problems problems) {
        byte[] yaml;
        try {
            yaml = SmallFiles.read(file, MAX_BYTES);
        } catch (NoSuchFileException e) {
            throw ManifestProblem.UNREADABLE
                    .thrown(
                            file.toString(),
                            "no such file",
                            "a first manifest: printf 'version: 1\\nname: first\\nnpm:\\n  - \"express@^4\"\\n' > gapferry.yaml")
                    .causedBy(e);
        } catch (IOException e) {
            throw ManifestProblem.UNREADABLE
                    .thrown(file.toString(), "cannot read the manifest: " + FileReason.of(e))
                    .causedBy(e);
        }
        ManifestReader reader = new ManifestReader(ecosystems, problems);
        Path name = file.getFileName();
        reader.frame(DocumentReader.of(name == null ? file.toString() : name.toString(), ManifestProblem.NOT_YAML)
                .withDuplicates(ManifestProblem.DUPLICATE_KEY, problems)
                .yaml(yaml));
        Path folder = file.toAbsolutePath().getParent();
        return new SyncManifest(
                file,
                folder == null ? Path.of("/") : folder,
                reader.feed,
                reader.targets.isEmpty() ? List.of(Target.thisMachine()) : reader.targets,
                reader.upstreams,
                reader.hosts,
                reader.keep,
                reader.accepted,
                reader.sections);
    }

    private void frame(Node root) {
        if (!(root instanceof Node.Mapping mapping)) {
            problems.add(ManifestProblem.WRONG_TYPE, root.place(), "expected a mapping, but found " + root.kind());
            return;
        }
        Map<String, Node> found = new LinkedHashMap<>();
        for (Node.Entry entry : mapping.entries()) {
            String key = entry.key().value();
            found.put(key, entry.value());
            switch (key) {
                case "version" -> version(entry.value());
                case "name" -> name(entry.value());
                case "targets" -> targets(entry.value());
                case "upstreams" -> upstreams(entry.value());
                case "keep" -> keep(entry.value());
                case "accept" -> items(entry.value(), this::accept);
                case "hosts" -> items(entry.value(), item -> text(item, value -> host(value)));
                default -> {
                    if (ecosystems.contains(key)) {
                        sections.put(key, entry.value());
                    } else {
                        problems.unknown(
                                ManifestProblem.UNKNOWN_KEY,
                                entry.key(),
                                "unknown key",
                                Stream.concat(FRAME.stream(), ecosystems.stream())
                                        .toList());
                    }
                }
            }
        }
        for (String needed : List.of("version", "name")) {
            if (!found.containsKey(needed)) {
                problems.add(
                        ManifestProblem.MISSING_KEY,
                        root.place(),
                        "missing key `" + needed + "`",
                        needed.equals("version") ? "add the line: version: 1" : "add the line: name: platform");
            }
        }
        if (sections.isEmpty()) {
            problems.add(
                    ManifestProblem.NO_REQUIREMENT,
                    root.place(),
                    "the manifest has no requirements",
                    "add a section, one of: " + String.join(", ", ecosystems));
        }
    }

    private void version(Node node) {
        text(node, value -> {
            if (!value.value().equals(VERSION)) {
                problems.add(
                        ManifestProblem.WRONG_VALUE,
                        value.place(),
                        "unsupported version `" + value.value() + "`",
                        "write: version: 1");
            }
        });
    }

    private void name(Node node) {
        text(node, value -> {
            if (Statement.isFeedName(value.value())) {
                feed = value.value();
            } else {
                problems.add(
                        ManifestProblem.WRONG_VALUE,
                        value.place(),
                        "invalid feed name `" + value.value() + "`",
                        "use lower-case letters, digits, `.`, `_` and `-`, at most 64");
            }
        });
    }

    private void keep(Node node) {
        OptionalInt versions = OptionalInt.empty();
        Optional<Duration> age = Optional.empty();
        for (Node.Entry entry : mapping(node, "keep: {versions: 5, age: 400d}")) {
            String value =
                    entry.value() instanceof Node.Text text ? text.value().strip() : "";
            Matcher days = DAYS.matcher(value);
            switch (entry.key().value()) {
                case "versions" -> {
                    if (value.matches("[1-9][0-9]{0,5}")) {
                        versions = OptionalInt.of(Integer.parseInt(value));
                    } else {
                        wrong(entry.value(), "expected a number of versions, at least 1", "keep: {versions: 5}");
                    }
                }
                case "age" -> {
                    if (days.matches()) {
                        age = Optional.of(Duration.ofDays(Long.parseLong(days.group(1))));
                    } else {
                        wrong(entry.value(), "expected a number of days", "keep: {age: 400d}");
                    }
                }
                default ->
                    problems.unknown(
                            ManifestProblem.UNKNOWN_KEY, entry.key(), "unknown key", List.of("versions", "age"));
            }
        }
        keep = new Keep(versions, age);
    }

    private void accept(Node node) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Node.Entry entry : mapping(node, ACCEPT)) {
            if (ACCEPT_KEYS.contains(entry.key().value())) {
                text(entry.value(), value -> found.put(entry.key().value(), value.value()));
            } else {
                problems.unknown(ManifestProblem.UNKNOWN_KEY, entry.key(), "unknown key", ACCEPT_KEYS);
            }
        }
        try {
            Digest digest = new Digest(found.getOrDefault("sha256", "").replaceFirst("^sha256:", ""));
            Coordinates artifact = Coordinates.parse(found.getOrDefault("artifact", ""));
            if (!artifact.version().isEmpty()
                    && !found.getOrDefault("reason", "").isBlank()) {
                accepted.add(new Accepted(
                        artifact, digest, found.getOrDefault("reason", "").strip()));
                return;
            }
            wrong(node, "`accept` requires an artifact with its version, and a reason", ACCEPT);
        } catch (IllegalArgumentException e) {
            wrong(node, "`accept` requires `artifact`, `sha256` and `reason`: " + e.getMessage(), ACCEPT);
        }
    }

    private List<Node.Entry> mapping(Node node, String example) {
        if (node instanceof Node.Mapping mapping) {
            return mapping.entries();
        }
        problems.add(
                ManifestProblem.WRONG_TYPE,
                node.place(),
                "expected a mapping, but found " + node.kind(),
                "write: " + example);
        return List.of();
    }

    private void wrong(Node node, String what, String example) {
        problems.add(ManifestProblem.WRONG_VALUE, node.place(), what, "write: " + example);
    }

    private void host(Node.Text value) {
        Matcher host = HOST.matcher(value.value());
        int port = host.matches() && host.group(1) != null ? Integer.parseInt(host.group(1)) : 1;
        if (host.matches() && port > 0 && port <= MAX_PORT) {
            hosts.add(value.value());
        } else {
            problems.add(
                    ManifestProblem.WRONG_VALUE,
                    value.place(),
                    "invalid host `" + value.value() + "`",
                    "write: files.example.test, or with a port: files.example.test:8443");
        }
    }

    private void upstreams(Node node) {
        if (!(node instanceof Node.Mapping mapping)) {
            problems.add(
                    ManifestProblem.WRONG_TYPE,
                    node.place(),
                    "expected a mapping for `upstreams`, but found " + node.kind());
            return;
        }
        for (Node.Entry entry : mapping.entries()) {
            if (!ecosystems.contains(entry.key().value())) {
                problems.unknown(ManifestProblem.UNKNOWN_KEY, entry.key(), "unknown ecosystem", ecosystems);
            } else {
                upstreamRules(entry.key().value(), entry.value());
            }
        }
    }

    /** One URL, URLs by scope, or a list of rules. */
    private void upstreamRules(String section, Node node) {
        List<UpstreamRule> rules = new ArrayList<>();
        if (node instanceof Node.Mapping mapping) {
            for (Node.Entry entry : mapping.entries()) {
                String scope =
                        entry.key().value().equals(ANY_SCOPE) ? "" : entry.key().value();
                text(entry.value(), value -> rule(section, scope, value, false, rules));
            }
        } else if (node instanceof Node.Items items) {
            items.items().forEach(item -> upstreamRule(section, item, rules));
        } else {
            text(node, value -> rule(section, "", value, false, rules));
        }
        if (!rules.isEmpty()) {
            upstreams.put(section, List.copyOf(rules));
        }
    }

    private void upstreamRule(String section, Node item, List<UpstreamRule> rules) {
        if (!(item instanceof Node.Mapping mapping)) {
            problems.add(
                    ManifestProblem.WRONG_TYPE,
                    item.place(),
                    "expected a mapping for an upstream, but found " + item.kind(),
                    "write: - {scope: \"@team\", url: \"https://registry.example.test/\"}");
            return;
        }
        String scope = "";
        boolean fallback = false;
        Optional<Node.Text> url = Optional.empty();
        for (Node.Entry entry : mapping.entries()) {
            String key = entry.key().value();
            if (!UPSTREAM_KEYS.contains(key)) {
                problems.unknown(ManifestProblem.UNKNOWN_KEY, entry.key(), "unknown key of an upstream", UPSTREAM_KEYS);
            } else if (!(entry.value() instanceof Node.Text text)) {
                problems.add(
                        ManifestProblem.WRONG_TYPE,
                        entry.value().place(),
                        "expected a string for `" + key + "`, but found "
                                + entry.value().kind());
            } else if (key.equals("url")) {
                url = Optional.of(text);
            } else if (key.equals("scope")) {
                scope = text.value().equals(ANY_SCOPE) ? "" : text.value();
            } else if (text.value().equals("true") || text.value().equals("false")) {
                fallback = text.value().equals("true");
            } else {
                problems.add(ManifestProblem.WRONG_VALUE, text.place(), "`fallback` must be `true` or `false`");
            }
        }
        if (url.isEmpty()) {
            problems.add(
                    ManifestProblem.MISSING_KEY,
                    mapping.place(),
                    "an upstream needs a `url`",
                    "write: - {url: \"https://registry.example.test/\"}");
        } else {
            rule(section, scope, url.get(), fallback, rules);
        }
    }

    private void rule(String section, String scope, Node.Text text, boolean fallback, List<UpstreamRule> rules) {
        boolean first = rules.stream().noneMatch(rule -> rule.scope().equals(scope));
        if (first == fallback) {
            String names = scope.isEmpty() ? "all names" : "`" + scope + "`";
            problems.add(
                    ManifestProblem.WRONG_VALUE,
                    text.place(),
                    first
                            ? "the first upstream for " + names + " cannot be a fallback"
                            : "a second upstream for " + names + " must be a fallback",
                    first ? "remove `fallback: true`" : "write: {url: \"" + text.value() + "\", fallback: true}");
            return;
        }
        upstream(section, text).ifPresent(url -> rules.add(new UpstreamRule(scope, url, fallback, text.place())));
    }

    private Optional<URI> upstream(String section, Node.Text value) {
        try {
            URI url = URI.create(value.value().endsWith("/") ? value.value() : value.value() + "/");
            if (url.getHost() != null
                    && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                if (url.getRawUserInfo() != null) {
                    problems.add(
                            ManifestProblem.WRONG_VALUE,
                            value.place(),
                            "the URL of the upstream contains credentials, which must not be in a manifest",
                            "remove the part before the `@`");
                    return Optional.empty();
                }
                if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
                    problems.add(
                            ManifestProblem.WRONG_VALUE,
                            value.place(),
                            "invalid port " + url.getPort() + ": the highest is " + MAX_PORT);
                    return Optional.empty();
                }
                return Optional.of(url);
            }
        } catch (IllegalArgumentException e) {
            // told below, like every other text that is not a URL
        }
        problems.add(
                ManifestProblem.WRONG_VALUE,
                value.place(),
                "not an http or https URL without a query: `"
                        + value.value().replaceFirst("//[^/?#]*@", "//***@").replaceFirst("[?#].*", "?***") + "`",
                "write: upstreams: {" + section + ": \"https://registry.example.test/\"}");
        return Optional.empty();
    }

    private void targets(Node node) {
        List<Target> read = new ArrayList<>();
        items(node, item -> {
            if (item instanceof Node.Mapping mapping) {
                read.add(target(mapping));
            } else {
                problems.add(
                        ManifestProblem.WRONG_TYPE,
                        item.place(),
                        "expected a mapping for a target, but found " + item.kind(),
                        "write: - {os: linux, arch: x64, libc: glibc}");
            }
        });
        targets = read;
    }

    private Target target(Node.Mapping mapping) {
        Map<String, String> words = new LinkedHashMap<>();
        Map<String, List<String>> runtimes = new LinkedHashMap<>();
        for (Node.Entry entry : mapping.entries()) {
            String key = entry.key().value();
            switch (key) {
                case "os" -> word(words, entry, Target.SYSTEMS);
                case "arch" -> word(words, entry, Target.ARCHITECTURES);
                case "libc" -> word(words, entry, Target.LIBCS);
                default -> {
                    if (Target.RUNTIMES.contains(key)) {
                        runtimes.put(key, versions(key, entry.value()));
                    } else {
                        problems.unknown(
                                ManifestProblem.UNKNOWN_KEY,
                                entry.key(),
                                "unknown key of a target",
                                Stream.concat(Stream.of("os", "arch", "libc"), Target.RUNTIMES.stream())
                                        .toList());
                    }
                }
            }
        }
        for (String needed : List.of("os", "arch")) {
            if (mapping.entries().stream().noneMatch(e -> e.key().value().equals(needed))) {
                problems.add(
                        ManifestProblem.MISSING_KEY,
                        mapping.place(),
                        "missing key `" + needed + "` of a target",
                        "write: - {os: linux, arch: x64, libc: glibc}");
            }
        }
        String os = words.getOrDefault("os", "linux");
        if (words.containsKey("libc") && !os.equals("linux")) {
            problems.add(ManifestProblem.WRONG_VALUE, mapping.place(), "`libc` is only valid for linux, not for " + os);
        }
        return new Target(
                os,
                words.getOrDefault("arch", "x64"),
                os.equals("linux") ? words.getOrDefault("libc", "glibc") : "",
                runtimes);
    }

    private void word(Map<String, String> words, Node.Entry entry, List<String> possible) {
        text(entry.value(), value -> {
            if (possible.contains(value.value())) {
                words.put(entry.key().value(), value.value());
            } else {
                problems.unknown(
                        ManifestProblem.WRONG_VALUE,
                        value,
                        "unknown " + entry.key().value(),
                        possible);
            }
        });
    }

    private List<String> versions(String runtime, Node node) {
        List<String> versions = new ArrayList<>();
        items(
                node,
                item -> text(item, value -> {
                    if (value.value()
                            .matches(
                                    runtime.equals("dotnet") ? "[a-z]+[0-9.]+[a-z0-9.-]*" : "[0-9]+(\\.[0-9]+){0,2}")) {
                        versions.add(value.value());
                    } else {
                        problems.add(
                                ManifestProblem.WRONG_VALUE,
                                value.place(),
                                "invalid " + runtime + " version `" + value.value() + "`",
                                runtime.equals("dotnet")
                                        ? "write: dotnet: [net8.0]"
                                        : "write: " + runtime + ": [\"22\"]");
                    }
                }));
        return versions;
    }

    private void items(Node node, Consumer<Node> each) {
        if (node instanceof Node.Items items) {
            items.items().forEach(each);
        } else {
            problems.add(ManifestProblem.WRONG_TYPE, node.place(), "expected a list, but found " + node.kind());
        }
    }

    private void text(Node node, Consumer<Node.Text> use) {
        if (node instanceof Node.Text text) {
            use.accept(text);
        } else {
            problems.add(ManifestProblem.WRONG_TYPE, node.place(), "expected a string, but found " + node.kind());
        }
    }
}
