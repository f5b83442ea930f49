package org.gapferry.ecosystem.pulumi.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.ecosystem.pulumi.model.Plugin;
import org.gapferry.ecosystem.pulumi.model.PluginKind;
import org.gapferry.ecosystem.pulumi.model.PluginServer;
import org.gapferry.ecosystem.pulumi.model.Preset;
import org.gapferry.ecosystem.pulumi.model.Product;
import org.gapferry.ecosystem.pulumi.model.Template;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.RequirementReader;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.manifest.ManifestSchema;
import org.gapferry.manifest.Node;
import org.gapferry.manifest.Place;
import org.gapferry.manifest.Problems;
import org.gapferry.version.SemverRange;
import tools.jackson.databind.node.ObjectNode;

/** Reads the {@code pulumi} section of a manifest. An empty list asks for what the SDKs of other sections need. */
public final class PulumiRequirementReader implements RequirementReader {
    private static final List<String> KEYS =
            List.of("cli", "esc", "plugin", "server", "project", "about", "plugin-ls", "stack", "template", "preset");
    private static final String EXAMPLE =
            "write: - cli: latest, - plugin: resource/random@4.18.0, or: - project: ./infra";
    private static final Pattern PLUGIN = Pattern.compile("([a-z]+)/(" + Plugin.NAME + ")(?:@(\\S.*))?");
    /** How other artifacts ask: {@code resource/menagerie@1.0.0 from https://plugins.example.test/releases}. */
    private static final Pattern FROM = Pattern.compile("(.*?)(?: from (\\S+))?");

    @Override
    public List<Requirement> read(Node section, Path folder, Problems problems) {
        List<Requirement> requirements = new ArrayList<>();
        if (!(section instanceof Node.Items items)) {
            problems.add(
                    ManifestProblem.WRONG_TYPE,
                    section.place(),
                    "`pulumi` is a list, and this is " + section.kind(),
                    EXAMPLE);
            return requirements;
        }
        for (Node item : items.items()) {
            if (item instanceof Node.Mapping mapping) {
                mapped(mapping, folder, problems, requirements);
            } else {
                problems.add(
                        ManifestProblem.WRONG_TYPE,
                        item.place(),
                        "a requirement is a mapping, and this is " + item.kind(),
                        EXAMPLE);
            }
        }
        return requirements;
    }

    private void mapped(Node.Mapping mapping, Path folder, Problems problems, List<Requirement> requirements) {
        Map<String, Node.Text> found = new LinkedHashMap<>();
        boolean wrong = false;
        for (Node.Entry entry : mapping.entries()) {
            if (!KEYS.contains(entry.key().value())) {
                problems.unknown(ManifestProblem.UNKNOWN_KEY, entry.key(), "unknown key of a requirement", KEYS);
                wrong = true;
            } else if (entry.value() instanceof Node.Text text) {
                found.put(entry.key().value(), text);
            } else {
                problems.add(
                        ManifestProblem.WRONG_TYPE,
                        entry.value().place(),
                        "a text belongs here, and this is " + entry.value().kind(),
                        EXAMPLE);
                wrong = true;
            }
        }
        Node.Text server = found.remove("server");
        if (wrong) {
            return;
        }
        if (found.size() != 1 || server != null && !found.containsKey("plugin")) {
            problems.add(
                    ManifestProblem.WRONG_VALUE,
                    mapping.place(),
                    "a requirement has one key, and `server` belongs to `plugin`",
                    EXAMPLE);
            return;
        }
        String key = found.keySet().iterator().next();
        Node.Text value = found.values().iterator().next();
        Place place = value.place();
        String text = key + ": " + value.value();
        try {
            requirements.add(
                    switch (key) {
                        case "cli", "esc" -> product(text, place.toString(), key, value.value());
                        case "plugin" ->
                            plugin(
                                    server == null ? text : text + " from " + server.value(),
                                    place.toString(),
                                    value.value(),
                                    server == null ? "" : server.value(),
                                    false);
                        case "preset" ->
                            new PulumiRequirement.OfPreset(text, place.toString(), Preset.named(value.value()));
                        case "project" ->
                            project(
                                            text,
                                            place.toString(),
                                            folder.resolve(value.value()).normalize())
                                    .stream()
                                    .findFirst()
                                    .orElseThrow(
                                            () -> new IllegalArgumentException(
                                                    "`" + value.value()
                                                            + "` is no folder with a Pulumi.yaml, PulumiPlugin.yaml or PulumiPolicy.yaml"));
                        case "template" ->
                            template(
                                    text,
                                    place.toString(),
                                    folder.resolve(value.value()).normalize());
                        default -> report(text, place.toString(), folder.resolve(value.value()));
                    });
        } catch (IllegalArgumentException e) {
            problems.add(
                    key.equals("project") || key.equals("template")
                            ? ManifestProblem.PROJECT_UNREADABLE
                            : ManifestProblem.WRONG_VALUE,
                    place,
                    String.valueOf(e.getMessage()),
                    EXAMPLE);
        }
    }

    private static PulumiRequirement product(String text, String origin, String key, String wanted) {
        if (!wanted.equals("latest")
                && (wanted.isBlank()
                        || SemverRange.parse(wanted, SemverRange.Mode.LOOSE).isEmpty())) {
            throw new IllegalArgumentException("`" + wanted + "` is no version, no range, and not `latest`");
        }
        return new PulumiRequirement.OfProduct(
                text, origin, key.equals("cli") ? Product.PULUMI : Product.ESC, wanted.strip());
    }

    private static PulumiRequirement plugin(String text, String origin, String spec, String server, boolean derived) {
        Matcher matcher = PLUGIN.matcher(spec.strip());
        Optional<PluginKind> kind = matcher.matches() ? PluginKind.of(matcher.group(1)) : Optional.empty();
        if (kind.isEmpty()) {
            throw new IllegalArgumentException("`" + spec + "` is no KIND/NAME@VERSION of a plugin; a kind is one of "
                    + String.join(", ", PluginKind.words()));
        }
        String name = matcher.group(2);
        String wanted = matcher.group(3) == null ? "" : matcher.group(3).strip();
        if (!wanted.isEmpty()
                && !wanted.equals("latest")
                && SemverRange.parse(wanted, SemverRange.Mode.LOOSE).isEmpty()) {
            throw new IllegalArgumentException("`" + wanted + "` is no version of a plugin");
        }
        return new PulumiRequirement.OfPlugin(
                text, origin, kind.get(), name, wanted, PluginServer.of(kind.get(), name, server), derived);
    }

    @Override
    public List<Requirement> project(String text, String origin, Path folder) {
        return PulumiProject.documents(folder).isEmpty()
                ? List.of()
                : List.of(new PulumiRequirement.OfProject(text, origin, folder));
    }

    private static PulumiRequirement template(String text, String origin, Path folder) {
        Template.check(folder);
        return new PulumiRequirement.OfTemplate(text, origin, folder);
    }

    private static PulumiRequirement report(String text, String origin, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no file `" + file.normalize() + "`");
        }
        return new PulumiRequirement.OfReport(text, origin, file.normalize());
    }

    @Override
    public ObjectNode schema() {
        return ManifestSchema.read(PulumiRequirementReader.class, "section.schema.json");
    }

    /** {@code cli: RANGE}, or a plugin with or without {@code plugin: } before it. */
    @Override
    public Requirement derived(String text, String origin) {
        if (text.startsWith("cli: ")) {
            return product(text, origin, "cli", text.substring("cli: ".length()));
        }
        Matcher matcher = FROM.matcher(text.replaceFirst("^plugin: ", ""));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("`" + text + "` is no requirement");
        }
        return plugin(text, origin, matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2), true);
    }
}
