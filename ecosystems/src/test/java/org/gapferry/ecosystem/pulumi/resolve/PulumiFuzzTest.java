package org.gapferry.ecosystem.pulumi.resolve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.gapferry.archive.ArchiveException;
import org.gapferry.ecosystem.pulumi.model.ReleaseArchive;
import org.gapferry.ecosystem.pulumi.project.PulumiProject;
import org.gapferry.ecosystem.pulumi.project.PulumiRequirement;
import org.gapferry.ecosystem.pulumi.project.PulumiRequirementReader;
import org.gapferry.ecosystem.pulumi.project.Report;
import org.gapferry.testkit.Fuzz;
import org.gapferry.testkit.TarBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hosts and projects of Pulumi say, broken in all ways. */
class PulumiFuzzTest {
    @TempDir
    private Path folder;

    @Test
    void checksums() {
        Fuzz.of("checksums")
                .examples("a".repeat(40) + "  ./one.tar.gz\n" + "b".repeat(64) + " *two.zip\r\n" + "c".repeat(128)
                        + "\tthree\n")
                .words(" ", "*", "\n", "/", "./", "0".repeat(64))
                .runText(Checksums::read);
    }

    @Test
    void archives() {
        Fuzz.of("release")
                .example(new TarBytes()
                        .file("pulumi-resource-x", "program")
                        .file("PulumiPlugin.yaml", "runtime: nodejs\n")
                        .file("package.json", "{}")
                        .entry("lib/link", '2', "../x", new byte[0])
                        .end()
                        .gzip())
                .mayThrow(ArchiveException.class)
                .run(input -> ReleaseArchive.read(
                        "x.tar.gz",
                        "pulumi-resource-x",
                        Set.of("package.json", "PulumiPlugin.yaml"),
                        new SeekableInMemoryByteChannel(input)));
    }

    @Test
    void projects() throws IOException {
        Path file = folder.resolve("Pulumi.yaml");
        Path packages =
                Files.writeString(folder.resolve("package.json"), "{\"dependencies\": {\"@pulumi/random\": \"^4\"}}");
        PulumiRequirement.OfProject project = new PulumiRequirement.OfProject("project: .", "m.yaml:1:1", folder);
        Fuzz.of("Pulumi.yaml")
                .oneOf(2)
                .examples(
                        "name: x\nruntime: nodejs\nplugins:\n  providers:\n    - {name: random, version: 4.18.0, path: ./p}\n",
                        "name: x\nruntime: {name: yaml}\npackages:\n  random: random@4.18.0\n  t: terraform-provider a/b 1.0\n"
                                + "resources:\n  r: {type: \"random:index:RandomPet\", options: {version: 4.18.0, pluginDownloadURL: \"https://p.test\"}}\n"
                                + "variables: {v: {fn::invoke: {function: \"aws:x:y\"}}}\n")
                .words(": ", "- ", "{", "}", "[", "]", "&a ", "*a", "fn::", "@", "null", "\n  ", "type: ")
                .run(input -> {
                    Files.write(file, input);
                    PulumiProject.read(project);
                });
        Files.writeString(file, "name: x\nruntime: nodejs\n");
        Fuzz.of("package.json of a Pulumi project")
                .oneOf(2)
                .examples("{\"dependencies\": {\"@pulumi/random\": \"^4\"}, \"name\": \"x\"}")
                .words("{", "}", "[", "null", "\"@pulumi/x\":", "1")
                .run(input -> {
                    Files.write(packages, input);
                    PulumiProject.read(project);
                });
    }

    @Test
    void reports() {
        Path file = folder.resolve("report.json");
        PulumiRequirement.OfReport report = new PulumiRequirement.OfReport("stack: report.json", "m.yaml:1:1", file);
        Fuzz.of("report of the CLI")
                .oneOf(2)
                .examples(
                        "[{\"name\": \"random\", \"kind\": \"resource\", \"version\": \"4.18.0\"}]",
                        "{\"cliAbout\": {\"version\": \"3.230.0\"}, \"plugins\": [{\"name\": \"x\", \"kind\": \"language\", \"version\": \"1.0.0\"}]}",
                        "{\"deployment\": {\"resources\": [{\"type\": \"pulumi:providers:aws\", \"inputs\": {\"version\": \"7.0.0\","
                                + " \"pluginDownloadURL\": \"https://p.test\"}}]}}")
                .words("{", "}", "[", "null", "\"version\":", "pulumi:providers:", "1")
                .run(input -> {
                    Files.write(file, input);
                    Report.read(report);
                });
    }

    @Test
    void derivedRequirements() {
        Fuzz.of("derived requirement of Pulumi")
                .examples(
                        "cli: >=3.0.0",
                        "plugin: resource/random@4.18.0",
                        "resource/x@1.0.0 from github://api.github.test/acme",
                        "converter/terraform")
                .words("/", "@", " from ", "github://", "gitlab://", "https://", "://", "%")
                .mayThrow(IllegalArgumentException.class)
                .runText(text -> new PulumiRequirementReader().derived(text, "test"));
    }
}
