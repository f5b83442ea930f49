package org.gapferry.ecosystem.pulumi;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.ecosystem.Wish;
import org.gapferry.ecosystem.Wishes;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.manifest.ManifestSchema;
import org.gapferry.manifest.Node;
import org.gapferry.manifest.Place;
import org.gapferry.manifest.Problems;
import org.gapferry.semver.SemverRange;
import tools.jackson.databind.node.ObjectNode;

/** Reads the {@code pulumi} section of a manifest. An empty list asks for what the SDKs of other sections need. */
final class PulumiWishes implements Wishes {
    private static final List<String> KEYS =
            List.of("cli", "esc", "plugin", "server", "project", "about", "plugin-ls", "stack", "template", "preset");
    private static final String EXAMPLE =
            "write: - cli: latest, - plugin: resource/random@4.18.0, or: - project: ./infra";
    private static final Pattern PLUGIN = Pattern.compile("([a-z]+)/(" + Plugin.NAME + ")(?:@(\\S.*))?");
    /** How other artifacts ask: {@code resource/menagerie@1.0.0 from https://plugins.example.test/releases}. */
    private static final Pattern FROM = Pattern.compile("(.*?)(?: from (\\S+))?");

    @Override
    public List<Wish> read(Node section, Path folder, Problems problems) {
        List<Wish> wishes = new ArrayList<>();
        if (!(section instanceof Node.Items items)) {
            problems.add(
                    ManifestProblem.WRONG_TYPE,
                    section.place(),
                    "`pulumi` is a list, and this is " + section.kind(),
                    EXAMPLE);
            return wishes;
        }
        for (Node item : items.items()) {
            if (item instanceof Node.Mapping mapping) {
                mapped(mapping, folder, problems, wishes);
            } else {
                problems.add(
                        ManifestProblem.WRONG_TYPE,
                        item.place(),
                        "a wish is a mapping, and this is " + item.kind(),
                        EXAMPLE);
            }
        }
        return wishes;
    }

    private void mapped(Node.Mapping mapping, Path folder, Problems problems, List<Wish> wishes) {
        Map<String, Node.Text> found = new LinkedHashMap<>();
        boolean wrong = false;
        for (Node.Entry entry : mapping.entries()) {
            if (!KEYS.contains(entry.key().value())) {
                problems.unknown(ManifestProblem.UNKNOWN_KEY, entry.key(), "unknown key of a wish", KEYS);
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
                    "a wish has one key, and `server` belongs to `plugin`",
                    EXAMPLE);
            return;
        }
        String key = found.keySet().iterator().next();
        Node.Text value = found.values().iterator().next();
        Place place = value.place();
        String text = key + ": " + value.value();
        try {
            wishes.add(
                    switch (key) {
                        case "cli", "esc" -> product(text, place.toString(), key, value.value());
                        case "plugin" ->
                            plugin(
                                    server == null ? text : text + " from " + server.value(),
                                    place.toString(),
                                    value.value(),
                                    server == null ? "" : server.value(),
                                    false);
                        case "preset" -> new PulumiWish.OfPreset(text, place.toString(), Preset.named(value.value()));
                        case "project" ->
                            project(
                                            text,
                                            place.toString(),
                                            folder.resolve(value.value()).normalize())
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

    private static PulumiWish product(String text, String origin, String key, String wanted) {
        if (!wanted.equals("latest")
                && (wanted.isBlank()
                        || SemverRange.parse(wanted, SemverRange.Mode.LOOSE).isEmpty())) {
            throw new IllegalArgumentException("`" + wanted + "` is no version, no range, and not `latest`");
        }
        return new PulumiWish.OfProduct(text, origin, key.equals("cli") ? Product.PULUMI : Product.ESC, wanted.strip());
    }

    private static PulumiWish plugin(String text, String origin, String spec, String server, boolean implied) {
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
        return new PulumiWish.OfPlugin(
                text, origin, kind.get(), name, wanted, PluginServer.of(kind.get(), name, server), implied);
    }

    @Override
    public Optional<Wish> project(String text, String origin, Path folder) {
        return PulumiProject.documents(folder).isEmpty()
                ? Optional.empty()
                : Optional.of(new PulumiWish.OfProject(text, origin, folder));
    }

    private static PulumiWish template(String text, String origin, Path folder) {
        Template.check(folder);
        return new PulumiWish.OfTemplate(text, origin, folder);
    }

    private static PulumiWish report(String text, String origin, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no file `" + file.normalize() + "`");
        }
        return new PulumiWish.OfReport(text, origin, file.normalize());
    }

    @Override
    public ObjectNode schema() {
        return ManifestSchema.read(PulumiWishes.class, "section.schema.json");
    }

    /** {@code cli: RANGE}, or a plugin with or without {@code plugin: } before it. */
    @Override
    public Wish implied(String text, String origin) {
        if (text.startsWith("cli: ")) {
            return product(text, origin, "cli", text.substring("cli: ".length()));
        }
        Matcher matcher = FROM.matcher(text.replaceFirst("^plugin: ", ""));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("`" + text + "` is no wish");
        }
        return plugin(text, origin, matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2), true);
    }
}
