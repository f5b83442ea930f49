package org.gapferry.ecosystem.pulumi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.document.DocumentReader;
import org.gapferry.document.Problems;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.pulumi.model.Platform;
import org.gapferry.ecosystem.pulumi.model.Plugin;
import org.gapferry.ecosystem.pulumi.model.PluginKind;
import org.gapferry.ecosystem.pulumi.model.PluginServer;
import org.gapferry.ecosystem.pulumi.model.Preset;
import org.gapferry.ecosystem.pulumi.model.Product;
import org.gapferry.ecosystem.pulumi.model.PulumiJson;
import org.gapferry.ecosystem.pulumi.model.ReleaseArchive;
import org.gapferry.ecosystem.pulumi.model.Template;
import org.gapferry.ecosystem.pulumi.project.Needs;
import org.gapferry.ecosystem.pulumi.project.PulumiProject;
import org.gapferry.ecosystem.pulumi.project.PulumiRequirement;
import org.gapferry.ecosystem.pulumi.project.PulumiRequirementReader;
import org.gapferry.ecosystem.pulumi.project.Report;
import org.gapferry.ecosystem.pulumi.project.SdkReader;
import org.gapferry.ecosystem.pulumi.resolve.Checksums;
import org.gapferry.ecosystem.pulumi.resolve.PulumiInspector;
import org.gapferry.ecosystem.pulumi.serve.PulumiClientSetup;
import org.gapferry.ecosystem.pulumi.serve.PulumiDoctor;
import org.gapferry.ecosystem.request.CompanionReader;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.PackageDocument;
import org.gapferry.ecosystem.resolve.Inspector;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.manifest.ManifestProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, archives, documents and environments, each by itself. */
class PulumiTest {
    private static final String SHA1 = "a".repeat(40);
    private static final String SHA256 = "b".repeat(64);
    private static final URI HTTPS = URI.create("https://mirror.test:8443/pulumi/");

    @TempDir
    Path folder;

    /** An entry of an archive. */
    private record Entry(String name, byte type, String link, String content) {
        static Entry file(String name) {
            return new Entry(name, TarConstants.LF_NORMAL, "", "content");
        }
    }

    private static byte[] archive(Entry... entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Entry entry : entries) {
                TarArchiveEntry header = new TarArchiveEntry(entry.name(), entry.type(), true);
                header.setLinkName(entry.link());
                byte[] content = entry.content().getBytes(StandardCharsets.UTF_8);
                header.setSize(entry.type() == TarConstants.LF_NORMAL ? content.length : 0);
                if (entry.type() == 'g') {
                    header.addPaxHeader("comment", entry.content());
                }
                header.setMode(0755);
                tar.putArchiveEntry(header);
                if (entry.type() == 'g') {
                    continue;
                }
                if (header.getSize() > 0) {
                    tar.write(content);
                }
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static ReleaseArchive.Contents read(byte[] archive) throws IOException {
        return ReleaseArchive.read(
                "x.tar.gz", "pulumi-resource-x", Set.of("PulumiPlugin.yaml"), new SeekableInMemoryByteChannel(archive));
    }

    @ParameterizedTest
    @CsvSource({
        "resource, random, pulumi-random",
        "language, hcl, pulumi-hcl",
        "analyzer, policy-opa, pulumi-policy-opa",
        "converter, terraform, pulumi-converter-terraform",
        "converter, yaml, pulumi-yaml",
        "converter, hcl, pulumi-hcl",
        "tool, x, pulumi-tool-x"
    })
    void aRepositoryFollowsFromKindAndName(String kind, String name, String repository) {
        assertThat(PluginKind.of(kind).orElseThrow().repository(name)).isEqualTo(repository);
    }

    @Test
    void archivesHaveTwoSpellingsOfArchitectures() {
        Platform platform = new Platform("linux", "amd64");
        assertThat(new Plugin(PluginKind.RESOURCE, "random", "4.18.0").archive(platform))
                .isEqualTo("pulumi-resource-random-v4.18.0-linux-amd64.tar.gz");
        assertThat(Product.PULUMI.archive("3.230.0", platform)).isEqualTo("pulumi-v3.230.0-linux-x64.tar.gz");
        assertThat(Product.ESC.archive("0.25.0", new Platform("windows", "arm64")))
                .isEqualTo("esc-v0.25.0-windows-arm64.zip");
    }

    @Test
    void checksumsAreReadInAllTheirShapes() {
        assertThat(Checksums.read(SHA1 + "  ./one.tar.gz\n" + SHA256 + " *two.tar.gz\r\n" + "c".repeat(128)
                                + "\tthree.tar.gz\n# nothing\nzz  four\n")
                        .toString())
                .isEqualTo("{one.tar.gz=sha1:" + SHA1 + ", two.tar.gz=sha256:" + SHA256 + ", three.tar.gz=sha512:"
                        + "c".repeat(128) + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "'', github://api.github.com/pulumi/pulumi-x",
        "github://api.github.com/acme, github://api.github.com/acme/pulumi-x",
        "github://ghe.acme.test:8443/acme/own, github://ghe.acme.test:8443/acme/own",
        "gitlab://git.acme.test/42, gitlab://git.acme.test/42",
        "https://acme.test/a/, https://acme.test/a"
    })
    void serversAreReadAsTheCliReadsThem(String server, String canonical) {
        assertThat(PluginServer.of(PluginKind.RESOURCE, "x", server)).hasToString(canonical);
    }

    @Test
    void foldersHavePlaceholdersAndEscapes() {
        PluginServer.Folder server = (PluginServer.Folder)
                PluginServer.of(PluginKind.RESOURCE, "x", "http://a.test/${NAME}/${VERSION}/${OS}-${ARCH}");
        Plugin plugin = new Plugin(PluginKind.RESOURCE, "x", "1.0.0-alpha.1+abc");
        Platform platform = new Platform("darwin", "arm64");
        assertThat(server.file(plugin, platform, plugin.archive(platform)))
                .hasToString("http://a.test/x/1.0.0-alpha.1%2Babc/darwin-arm64/"
                        + "pulumi-resource-x-v1.0.0-alpha.1%2Babc-darwin-arm64.tar.gz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"git://a.test/b", "gitlab://a.test/b", "github://a.test", "nothing", "https:///x"})
    void otherServersAreRefused(String server) {
        assertThatThrownBy(() -> PluginServer.of(PluginKind.RESOURCE, "x", server))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void credentialsOfAServerAreNotRepeated() {
        assertThatThrownBy(() -> PluginServer.of(PluginKind.RESOURCE, "x", "https://me:secret@a.test/x"))
                .hasMessageContaining("credentials")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void aTemplateIsOfItsFilesAndNotLargerThanOne() throws IOException {
        Files.writeString(folder.resolve("Pulumi.yaml"), "name: ${PROJECT}");
        Path template = Files.createDirectory(folder.resolve("t"));
        Files.writeString(template.resolve("Pulumi.yaml"), "name: ${PROJECT}");
        Template.check(template);
        assertThat(Template.of(template).archive())
                .isEqualTo(Template.of(template).archive());
        Files.write(template.resolve("large"), new byte[17 << 20]);
        Template.check(template);
        assertThatThrownBy(() -> Template.of(template)).hasMessageContaining("16 MiB");
        PulumiRequirement.OfTemplate large = new PulumiRequirement.OfTemplate("template: t", "m.yaml:1:1", template);
        assertThat(large.unreadable()).singleElement().satisfies(problem -> assertThat(problem.sentence())
                .contains(template.toString(), "16 MiB"));
        assertThat(large.documents()).containsExactly(template.resolve("Pulumi.yaml"));
        assertThatThrownBy(() -> new PulumiRequirementReader().key(template)).hasMessageContaining("16 MiB");
        assertThatThrownBy(() -> Template.check(folder.resolve("none"))).hasMessageContaining("Pulumi.yaml");
        Path pack = Files.createDirectory(folder.resolve("pack"));
        Files.writeString(pack.resolve("PulumiPolicy.yaml"), "runtime: nodejs\n");
        assertThatThrownBy(() -> Template.check(pack)).hasMessageContaining("write `project:` for a policy pack");
    }

    @Test
    void whatAClientCanUnpackIsTaken() throws IOException {
        String deep = "a/".repeat(80) + "file";
        ReleaseArchive.Contents contents = read(archive(
                Entry.file("./pulumi-resource-x"),
                new Entry("lib/", TarConstants.LF_DIR, "", ""),
                Entry.file(deep),
                new Entry("lib/link", TarConstants.LF_SYMLINK, "../pulumi-resource-x", ""),
                new Entry("PulumiPlugin.yaml", TarConstants.LF_NORMAL, "", "runtime: nodejs")));
        assertThat(contents.hasProgram()).isTrue();
        assertThat(contents.documents()).containsOnlyKeys("PulumiPlugin.yaml");
    }

    @Test
    void whatReachesOutOrFailsAtAClientIsRefused() {
        Map<String, Entry> bad = Map.of(
                "leads out", Entry.file("../../evil"),
                "absolute", Entry.file("/etc/evil"),
                "an absolute path of Windows", Entry.file("C:/evil"),
                "hard link", new Entry("link", TarConstants.LF_LINK, "pulumi-resource-x", ""),
                "link that leads out", new Entry("lib/link", TarConstants.LF_SYMLINK, "../../evil", ""),
                "`/etc/passwd`", new Entry("link", TarConstants.LF_SYMLINK, "/etc/passwd", ""),
                "a named pipe, not a file", new Entry("fifo", TarConstants.LF_FIFO, "", ""),
                "pax global header", new Entry("pax_global_header", (byte) 'g', "", "abcdefg"));
        bad.forEach((what, entry) -> assertThatThrownBy(() -> read(archive(Entry.file("pulumi-resource-x"), entry)))
                .as(what)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(what));
    }

    private static Inspector.Inspection inspected(Entry... entries) throws IOException {
        Coordinates plugin = new Coordinates("pulumi", "resource", "x", "1.0.0");
        ResolvedArtifact artifact = new ResolvedArtifact(
                plugin,
                ArtifactMetadata.NOTHING,
                List.of(new SourceFile("x.tar.gz", URI.create("https://x.test/x.tar.gz"), List.of())),
                true);
        return new PulumiInspector()
                .inspect(
                        artifact,
                        file -> new SeekableInMemoryByteChannel(archive(entries)),
                        Ecosystems.ALL.companions());
    }

    @Test
    void aPluginThatIsAProgramNeedsThePackagesOfItsLanguage() throws IOException {
        Entry node = new Entry("PulumiPlugin.yaml", TarConstants.LF_NORMAL, "", "runtime: nodejs\n");
        Entry manifest = new Entry(
                "package.json",
                TarConstants.LF_NORMAL,
                "",
                "{\"dependencies\":{\"@pulumi/pulumi\":\"^3\",\"b\":\"1.0.0\"},\"pulumi\":{\"resource\":true,\"name\":\"x\"}}");
        assertThat(inspected(node, manifest).requirements())
                .containsExactlyInAnyOrder(
                        new DerivedRequirement("npm", "@pulumi/pulumi@^3", "is a program that needs @pulumi/pulumi@^3"),
                        new DerivedRequirement("npm", "b@1.0.0", "is a program that needs b@1.0.0"));
        Entry below = new Entry("docs/package.json", TarConstants.LF_NORMAL, "", "{\"dependencies\":{\"c\":\"1\"}}");
        assertThat(inspected(node, below).requirements()).isEmpty();
        assertThat(inspected(Entry.file("pulumi-resource-x"), manifest).requirements())
                .as("a compiled plugin installs nothing")
                .isEmpty();
        assertThatThrownBy(
                        () -> inspected(node, new Entry("package.json", TarConstants.LF_NORMAL, "", "{dependencies")))
                .hasMessageContaining("package.json is not JSON");
        Entry python = new Entry("PulumiPlugin.yaml", TarConstants.LF_NORMAL, "", "runtime: python\n");
        assertThat(inspected(python).notes()).singleElement().satisfies(note -> assertThat(note.what())
                .contains("a program for python"));
    }

    @Test
    void whatIsNoArchiveIsToldByItsBeginning() throws IOException {
        byte[] page = "<!DOCTYPE html><html>Sign in".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> read(page)).hasMessageContaining("an HTML page");
        assertThatThrownBy(() -> ReleaseArchive.read("x.zip", "x", Set.of(), new SeekableInMemoryByteChannel(page)))
                .hasMessageContaining("is not an archive");
        byte[] whole = archive(Entry.file("pulumi-resource-x"));
        for (int length : List.of(15, whole.length / 2, whole.length - 1)) {
            assertThatThrownBy(() -> read(Arrays.copyOf(whole, length)))
                    .as("%s of %s bytes", length, whole.length)
                    .isInstanceOf(IOException.class);
        }
    }

    private static CompanionReader.Companions companions(Coordinates sdk, String path, String json) {
        return new SdkReader().read(new PackageDocument(sdk, path, PulumiJson.MAPPER.readTree(json)));
    }

    private static List<String> plugins(Coordinates sdk, String path, String json) {
        return companions(sdk, path, json).requirements().stream()
                .map(DerivedRequirement::text)
                .toList();
    }

    @Test
    void anSdkNamesItsPlugin() {
        Coordinates sdk = new Coordinates("npm", "", "x-sdk", "9.9.9");
        assertThat(
                        plugins(
                                sdk,
                                "package.json",
                                "{\"pulumi\":{\"resource\":true,\"name\":\"x\",\"version\":\"v1.2.3\",\"server\":\"https://a.test\"}}"))
                .containsExactly("plugin: resource/x@1.2.3 from https://a.test");
        assertThat(companions(
                                new Coordinates("npm", "@pulumi", "random", "4.18.0"),
                                "package.json",
                                "{\"pulumi\":{\"resource\":true}}")
                        .requirements())
                .containsExactly(new DerivedRequirement(
                        "pulumi", "plugin: resource/random@4.18.0", "needs the plugin resource/random@4.18.0", true));
        CompanionReader.Companions based = companions(
                new Coordinates("npm", "", "r", "3.6.3"),
                "package.json",
                "{\"pulumi\":{\"resource\":true,\"name\":\"terraform-provider\",\"version\":\"1.0.0\",\"parameterization\":"
                        + "{\"name\":\"r\",\"version\":\"3.6.3\",\"value\":\"eyJyZW1vdGUiOnsidXJsIjoieCJ9fQ==\"}}}");
        assertThat(based.requirements())
                .extracting(DerivedRequirement::text)
                .containsExactly("plugin: resource/terraform-provider@1.0.0");
        assertThat(based.notes()).singleElement().satisfies(note -> {
            assertThat(note.where()).isEqualTo("pkg:npm/r@3.6.3");
            assertThat(note.what()).contains("\"url\":\"x\"");
        });
    }

    @Test
    void sdksOfEveryEcosystemNameTheirPlugins() {
        Coordinates wheel = new Coordinates("pypi", "", "pulumi-random", "4.18.0");
        assertThat(plugins(wheel, "pulumi_random/pulumi-plugin.json", "{\"resource\":true}"))
                .containsExactly("plugin: resource/random@4.18.0");
        assertThat(plugins(
                        new Coordinates("nuget", "", "Pulumi.Random", "4.18.0"),
                        "content/pulumi-plugin.json",
                        "{\"resource\":true,\"version\":\"4.18.1\"}"))
                .containsExactly("plugin: resource/random@4.18.1");
        assertThat(plugins(wheel, "pulumi_random/other.json", "{\"resource\":true}"))
                .isEmpty();
    }

    @Test
    void aPackageThatIsNoSdkNeedsNoPlugin() {
        Coordinates other = new Coordinates("npm", "", "x", "1.0.0");
        for (String none : List.of("{}", "{\"resource\":false,\"name\":\"x\"}", "{\"resource\":true}", "\"text\"")) {
            assertThat(companions(other, "package.json", "{\"pulumi\":" + none + "}")
                            .isEmpty())
                    .as(none)
                    .isTrue();
        }
        assertThat(companions(other, "package.json", "{\"name\":\"x\"}").isEmpty())
                .isTrue();
    }

    private List<String> needs(String name, String yaml) throws IOException {
        Files.writeString(folder.resolve(name), yaml);
        Needs needs = PulumiProject.read(new PulumiRequirement.OfProject("project: DIR", "m.yaml:1:1", folder));
        assertThat(needs.requirements()).allSatisfy(requirement -> {
            assertThat(requirement.reason()).startsWith("m.yaml:1:1 project: DIR, ");
            assertThat(requirement.reason() + requirement.text())
                    .as("no path of a machine")
                    .doesNotContain(folder.toString());
        });
        return needs.requirements().stream()
                .map(requirement -> requirement.ecosystem() + " " + requirement.text())
                .toList();
    }

    @Test
    void aProgramInYamlNeedsThePluginsOfItsTypes() throws IOException {
        Files.createDirectories(folder.resolve("sdks/pinned"));
        Files.writeString(
                folder.resolve("sdks/pinned/pinned-2.0.0.yaml"),
                "packageDeclarationVersion: 1\nname: pinned\nversion: 2.0.0\ndownloadUrl: https://p.test\n");
        assertThat(
                        needs(
                                "Pulumi.yaml",
                                """
                name: a
                runtime: yaml
                requiredPulumiVersion: ">=3.200.0"
                packages:
                  one: acme@1.2.3
                  two: {source: other, version: 4.5.6, pluginDownloadURL: "https://o.test/x"}
                  three: ./local
                plugins:
                  providers: [{name: here, path: ./bin}, {name: there, version: v0.1.0}]
                  analyzers: [{name: policy-opa, version: 1.1.0}]
                resources:
                  pet: {type: "random:RandomPet", options: {version: 4.18.0}}
                  own: {type: "pulumi:pulumi:StackReference"}
                  provider: {type: "pulumi:providers:aws"}
                  fixed: {type: "pinned:index:Thing"}
                variables:
                  zone: {fn::invoke: {function: "time:index:now", options: {pluginDownloadURL: "https://t.test"}}}
                  other: {"fn::std:abs": {input: 1}}
                """))
                .containsExactlyInAnyOrder(
                        "pulumi cli: >=3.200.0",
                        "pulumi plugin: resource/pinned@2.0.0 from https://p.test",
                        "pulumi plugin: resource/acme@1.2.3",
                        "pulumi plugin: resource/other@4.5.6 from https://o.test/x",
                        "pulumi plugin: resource/there@0.1.0",
                        "pulumi plugin: analyzer/policy-opa@1.1.0",
                        "pulumi plugin: resource/random@4.18.0",
                        "pulumi plugin: resource/aws",
                        "pulumi plugin: resource/time from https://t.test",
                        "pulumi plugin: resource/std");
    }

    @Test
    void otherRuntimesNeedTheirPackages() throws IOException {
        assertThat(needs("Pulumi.yaml", "name: a\nruntime: {name: python, options: {virtualenv: venv}}\n"))
                .containsExactly("pypi project: DIR", "pulumi cli: latest");
        assertThat(needs("Pulumi.yaml", "name: a\nruntime: dotnet\n"))
                .containsExactly("nuget project: DIR", "pulumi cli: latest");
        assertThat(needs("Pulumi.yaml", "name: a\nruntime: nodejs\n"))
                .containsExactly("npm project: DIR", "pulumi cli: latest");
        Files.delete(folder.resolve("Pulumi.yaml"));
        assertThat(needs("PulumiPolicy.yaml", "runtime: opa\n")).containsExactly("pulumi plugin: analyzer/policy-opa");
        assertThat(needs("PulumiPolicy.yaml", "runtime: {name: cost}\n"))
                .containsExactly("pulumi plugin: analyzer/policy-cost");
        for (String hosted : List.of("runtime: yaml\n", "description: none\n")) {
            assertThat(needs("PulumiPolicy.yaml", hosted)).as(hosted).isEmpty();
        }
        assertThat(needs("PulumiPolicy.yaml", "runtime: python\n")).containsExactly("pypi project: DIR");
        Files.writeString(folder.resolve("pulumi-analyzer-policy-cost"), "#!/bin/sh\n");
        assertThat(needs("PulumiPolicy.yaml", "runtime: cost\n"))
                .as("the pack brings the program")
                .isEmpty();
    }

    @Test
    void aTemplateNeedsWhatTheProjectsNeedThatBeginWithIt() throws IOException {
        Files.writeString(
                folder.resolve("Pulumi.yaml"),
                """
                name: ${PROJECT}
                description: ${DESCRIPTION}
                runtime: {name: nodejs, options: {packagemanager: npm}}
                template: {description: A web site, config: {region: {default: here}}}
                packages: {acme: acme@1.2.3}
                """);
        PulumiRequirement.OfTemplate template = new PulumiRequirement.OfTemplate("template: DIR", "m.yaml:1:1", folder);
        assertThat(PulumiProject.read(template).requirements())
                .extracting(requirement -> requirement.ecosystem() + " " + requirement.text())
                .containsExactly("npm template: DIR", "pulumi plugin: resource/acme@1.2.3", "pulumi cli: latest");
        assertThat(template.parts()).extracting(DerivedRequirement::ecosystem).containsExactly("npm");
        assertThat(template.unreadable()).isEmpty();
        Files.writeString(folder.resolve("Pulumi.yaml"), "name: ${PROJECT}\nruntime: [\n");
        assertThat(template.parts()).isEmpty();
        assertThat(template.linkedHosts()).isEmpty();
        assertThat(template.unreadable()).singleElement().satisfies(problem -> assertThat(problem.sentence())
                .contains("Pulumi.yaml:", "not YAML"));
    }

    @Test
    void whatTheCliSaysOfStacksIsRead() throws IOException {
        Path stack = Files.writeString(
                folder.resolve("stack.json"),
                """
                {"version":3,"deployment":{"resources":[
                 {"urn":"urn:a","type":"pulumi:providers:random","inputs":{"version":"4.18.0"}},
                 {"urn":"urn:b","type":"pulumi:providers:m","inputs":{"version":"1.0.0","__internal":{"pluginDownloadURL":"https://m.test"}}},
                 {"urn":"urn:c","type":"pulumi:providers:tf","inputs":{"version":"3.6.3","__internal":{"name":"terraform-provider","version":"1.2.0","parameterization":{"name":"tf"}}}},
                 {"urn":"urn:d","type":"random:index:RandomPet","inputs":{}}]}}
                """);
        assertThat(Report.read(new PulumiRequirement.OfReport("stack: x", "m.yaml:1:1", stack)).requirements().stream()
                        .map(DerivedRequirement::text))
                .containsExactly(
                        "plugin: resource/random@4.18.0",
                        "plugin: resource/m@1.0.0 from https://m.test",
                        "plugin: resource/terraform-provider@1.2.0");
        Path listed = Files.writeString(
                folder.resolve("ls.json"),
                "[{\"name\":\"random\",\"kind\":\"resource\",\"version\":\"4.18.0\"},{\"name\":\"yaml\",\"kind\":\"language\",\"version\":\"\"}]");
        assertThat(Report.read(new PulumiRequirement.OfReport("stack: x", "m.yaml:1:1", listed)).requirements().stream()
                        .map(DerivedRequirement::text))
                .containsExactly("plugin: resource/random@4.18.0");
        Path about = Files.writeString(
                folder.resolve("about.json"),
                "{\"cliAbout\":{\"version\":\"3.230.0\"},\"plugins\":[{\"name\":\"a\",\"kind\":\"resource\",\"version\":\"1.0.0\"}]}");
        assertThat(Report.read(new PulumiRequirement.OfReport("stack: x", "m.yaml:1:1", about)).requirements().stream()
                        .map(DerivedRequirement::text))
                .containsExactly("plugin: resource/a@1.0.0", "cli: 3.230.0");
        Path other = Files.writeString(folder.resolve("other.json"), "{}");
        assertThatThrownBy(() -> Report.read(new PulumiRequirement.OfReport("stack: x", "m.yaml:1:1", other)))
                .hasMessageContaining("stack export");
    }

    @Test
    void everyPresetNamesWhatCanBeRequired() {
        for (String name : Preset.NAMES) {
            Preset preset = Preset.named(name);
            assertThat(preset.about()).isNotEmpty();
            assertThat(preset.requirements()).isNotEmpty().allSatisfy(requirement -> {
                assertThat(requirement.ecosystem()).isIn("pulumi", "npm", "images", "charts");
                assertThat(requirement.reason())
                        .startsWith("preset " + name + ": ")
                        .hasSizeGreaterThan(name.length() + 12);
                if (requirement.ecosystem().equals("pulumi")) {
                    assertThat(new PulumiRequirementReader().derived(requirement.text(), "test"))
                            .isNotNull();
                }
            });
        }
        assertThatThrownBy(() -> Preset.named("other")).hasMessageContaining("buildkite-agent");
    }

    @Test
    void requirementsThatAreNoneAreTold() {
        Problems problems = new Problems();
        new PulumiRequirementReader()
                .read(
                        DocumentReader.of("m.yaml", ManifestProblem.NOT_YAML)
                                .yaml(
                                        """
                                - plugin: resource
                                - {plugin: resource/x@1.0.0, server: "git://x"}
                                - {cli: latest, esc: latest}
                                - {server: "https://x.test"}
                                - cli: "not a range"
                                - project: ./nothing
                                - preset: other
                                - word
                                - plugins: x
                                """),
                        folder,
                        problems);
        assertThatThrownBy(problems::throwIfAny)
                .satisfies(thrown -> assertThat(((org.gapferry.bundle.ProblemException) thrown).problems())
                        .extracting(Problem::where)
                        .containsExactly(
                                "m.yaml:1:11",
                                "m.yaml:2:12",
                                "m.yaml:3:3",
                                "m.yaml:4:3",
                                "m.yaml:5:8",
                                "m.yaml:6:12",
                                "m.yaml:7:11",
                                "m.yaml:8:3",
                                "m.yaml:9:3"));
    }

    @Test
    void theEnvironmentThatIsPrintedHasNothingWrong() {
        PulumiClientSetup setup = new PulumiClientSetup();
        for (URI base : List.of(HTTPS, URI.create("http://mirror.test:8080/pulumi/"))) {
            assertThat(setup.check(setup.variables(base), Optional.of(base)))
                    .noneMatch(problem -> problem.code().exitClass().code() != 0);
        }
        assertThatThrownBy(() -> setup.variables(URI.create("http://mirror.test/a,b/pulumi/")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES; ''; not set",
                "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES; .*=https://mirror.test:8443/x,; an entry is empty",
                "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES; .*=https://mirror.test:8443/x?a=b; stack trace",
                "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES; ^random$=https://mirror.test:8443/x; is the name of a plugin",
                "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES; ([=https://mirror.test:8443/x; is not a regular expression",
                "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES; ^github://[^/]+/(.+)$=github://mirror.test:8443//; a shell took",
                "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES; .*=https://other.test/x; is not the mirror",
                "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES; github.*=https://mirror.test:8443/x; no entry matches",
                "PULUMI_API; ''; seven seconds",
                "PULUMI_API; https://other.test; is not the mirror",
                "PULUMI_SKIP_UPDATE_CHECK; ''; api.pulumi.com",
                "PULUMI_TEMPLATE_PATH; FOLDER; removes the whole folder",
                "SSL_CERT_FILE; /nowhere/ca.pem; no file",
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION; true; must be installed before",
                "GITHUB_TOKEN; secret; sends it",
                "HTTPS_PROXY; http://proxy.test; through a proxy"
            })
    void knownTrapsAreFound(String variable, String value, String what) {
        Map<String, String> variables = new HashMap<>(new PulumiClientSetup().variables(HTTPS));
        variables.put(variable, value.replace("FOLDER", folder.toString()));
        assertThat(new PulumiDoctor(variables, Optional.of(HTTPS)).problems()).anySatisfy(problem -> {
            assertThat(problem.sentence()).contains(what).doesNotContain("secret");
            assertThat(problem.hints()).isNotEmpty();
        });
    }
}
