package org.gapferry.ecosystem.pulumi.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.document.Node;
import org.gapferry.document.Problems;
import org.gapferry.ecosystem.pulumi.model.Plugin;
import org.gapferry.ecosystem.pulumi.model.PluginKind;
import org.gapferry.ecosystem.pulumi.model.PluginServer;
import org.gapferry.ecosystem.pulumi.model.Preset;
import org.gapferry.ecosystem.pulumi.model.Product;
import org.gapferry.ecosystem.pulumi.model.PulumiCoordinates;
import org.gapferry.ecosystem.pulumi.model.Template;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.RequirementReader;
import org.gapferry.ecosystem.request.SectionReader;
import org.gapferry.manifest.ManifestSchema;
import org.gapferry.version.SemverRange;
import tools.jackson.databind.node.ObjectNode;

/** Reads the {@code pulumi} section of a manifest. An empty list asks for what the SDKs of other sections need. */
public final class PulumiRequirementReader implements RequirementReader {
    private static final SectionReader SECTION = SectionReader.of(
                    "pulumi", "write: - cli: latest, - plugin: resource/random@4.18.0, or: - project: ./infra")
            .mayBeEmpty()
            .with("cli", PulumiRequirementReader::product)
            .with("esc", PulumiRequirementReader::product)
            .with("plugin", PulumiRequirementReader::plugin, "server")
            .withProject("project", PulumiRequirementReader::project)
            .with("about", PulumiRequirementReader::report)
            .with("plugin-ls", PulumiRequirementReader::report)
            .with("stack", PulumiRequirementReader::report)
            .withProject("template", item -> List.of(template(item.text(), item.origin(), item.path())))
            .with(
                    "preset",
                    item -> new PulumiRequirement.OfPreset(
                            item.text(),
                            item.origin(),
                            Preset.named(item.value().value())));
    private static final Pattern PLUGIN = Pattern.compile("([a-z]+)/(" + Plugin.NAME + ")(?:@(\\S.*))?");
    /** How other artifacts ask: {@code resource/menagerie@1.0.0 from https://plugins.example.test/releases}. */
    private static final Pattern FROM = Pattern.compile("(.*?)(?: from (\\S+))?");

    @Override
    public List<Requirement> read(Node section, Path folder, Problems problems) {
        return SECTION.read(section, folder, problems);
    }

    private static Requirement product(SectionReader.Item item) {
        return product(item.text(), item.origin(), item.key(), item.value().value());
    }

    private static Requirement plugin(SectionReader.Item item) {
        String server = item.option("server").map(Node.Text::value).orElse("");
        return plugin(
                server.isEmpty() ? item.text() : item.text() + " from " + server,
                item.origin(),
                item.value().value(),
                server,
                false);
    }

    private static List<Requirement> project(SectionReader.Item item) {
        if (PulumiProject.documents(item.path()).isEmpty()) {
            throw new IllegalArgumentException("none of " + String.join(", ", PulumiProject.FILES)
                    + " is in the folder `" + item.value().value() + "`; paths are relative to the manifest's folder");
        }
        return List.of(new PulumiRequirement.OfProject(item.text(), item.origin(), item.path()));
    }

    private static PulumiRequirement product(String text, String origin, String key, String wanted) {
        if (!wanted.equals("latest")
                && (wanted.isBlank()
                        || SemverRange.parse(wanted, SemverRange.Mode.LOOSE).isEmpty())) {
            throw new IllegalArgumentException("`" + wanted + "` is not a version, a range or `latest`");
        }
        return new PulumiRequirement.OfProduct(
                text, origin, key.equals("cli") ? Product.PULUMI : Product.ESC, wanted.strip());
    }

    private static PulumiRequirement plugin(String text, String origin, String spec, String server, boolean derived) {
        Matcher matcher = PLUGIN.matcher(spec.strip());
        Optional<PluginKind> kind = matcher.matches() ? PluginKind.of(matcher.group(1)) : Optional.empty();
        if (kind.isEmpty()) {
            throw new IllegalArgumentException(
                    "`" + spec + "` is not KIND/NAME@VERSION; the kinds are " + String.join(", ", PluginKind.words()));
        }
        String name = matcher.group(2);
        String wanted = matcher.group(3) == null ? "" : matcher.group(3).strip();
        if (!wanted.isEmpty()
                && !wanted.equals("latest")
                && SemverRange.parse(wanted, SemverRange.Mode.LOOSE).isEmpty()) {
            throw new IllegalArgumentException("`" + wanted + "` is not a plugin version");
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

    @Override
    public List<String> projectFiles() {
        return PulumiProject.FILES;
    }

    @Override
    public Optional<String> key(Path folder) {
        if (!PulumiProject.isTemplate(folder)) {
            return Optional.of("project");
        }
        try {
            Template.check(folder);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        Template.documents(folder); // or it says why it cannot be carried
        return Optional.of("template");
    }

    private static PulumiRequirement template(String text, String origin, Path folder) {
        Template.check(folder);
        return new PulumiRequirement.OfTemplate(text, origin, folder);
    }

    private static Requirement report(SectionReader.Item item) {
        if (!Files.isRegularFile(item.path())) {
            throw new IllegalArgumentException("there is no file `" + item.path() + "`");
        }
        return new PulumiRequirement.OfReport(item.text(), item.origin(), item.path());
    }

    @Override
    public ObjectNode schema() {
        return ManifestSchema.read(PulumiRequirementReader.class, "section.schema.json");
    }

    /** The hosts of the servers that plugins are asked of, but for the ordinary ones. */
    static List<String> hosts(List<DerivedRequirement> requirements) {
        PulumiRequirementReader reader = new PulumiRequirementReader();
        Set<String> hosts = new LinkedHashSet<>();
        for (DerivedRequirement requirement : requirements) {
            if (requirement.ecosystem().equals(PulumiCoordinates.TYPE)) {
                try {
                    hosts.addAll(reader.derived(requirement.text(), requirement.reason())
                            .hosts());
                } catch (IllegalArgumentException e) {
                    // an export says that nobody understands it
                }
            }
        }
        return List.copyOf(hosts);
    }

    /** {@code cli: RANGE}, or a plugin with or without {@code plugin: } before it. */
    @Override
    public Requirement derived(String text, String origin) {
        if (text.startsWith("cli: ")) {
            return product(text, origin, "cli", text.substring("cli: ".length()));
        }
        Matcher matcher = FROM.matcher(text.replaceFirst("^plugin: ", ""));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("`" + text + "` is not a requirement");
        }
        return plugin(text, origin, matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2), true);
    }
}
