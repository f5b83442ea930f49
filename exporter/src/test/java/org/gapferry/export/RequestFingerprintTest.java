package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gapferry.bundle.Digest;
import org.gapferry.document.Problems;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.manifest.ManifestReader;
import org.gapferry.manifest.SyncManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock is for what a manifest and the files of its projects say, whichever ecosystem reads them. */
class RequestFingerprintTest {
    @TempDir
    private Path folder;

    private Digest fingerprint() throws IOException {
        Path file =
                Files.writeString(folder.resolve("gapferry.yaml"), "version: 1\nname: test\npulumi: [{project: .}]\n");
        Problems problems = new Problems();
        SyncManifest manifest = ManifestReader.read(file, Ecosystems.ALL.sections(), problems);
        Requirements requirements = Requirements.read(manifest, Ecosystems.ALL, problems);
        problems.throwIfAny();
        return RequestFingerprint.of(manifest, requirements, Ecosystems.ALL);
    }

    @Test
    void aChangedFileOfAnyEcosystemsPartOfAProjectIsNoticed() throws IOException {
        Files.writeString(folder.resolve("Pulumi.yaml"), "name: a\nruntime: nodejs\n");
        Files.writeString(folder.resolve("package.json"), "{}");
        Digest first = fingerprint();
        assertThat(fingerprint()).isEqualTo(first);
        Files.writeString(folder.resolve("README.md"), "changed");
        assertThat(fingerprint()).as("a file that nothing reads").isEqualTo(first);
        Files.writeString(folder.resolve("package.json"), "{\"dependencies\":{\"a\":\"1\"}}");
        Digest second = fingerprint();
        assertThat(second).as("the other ecosystem's manifest").isNotEqualTo(first);
        Files.writeString(folder.resolve("package-lock.json"), "{\"lockfileVersion\":3,\"packages\":{}}");
        Digest third = fingerprint();
        assertThat(third).as("its lockfile").isNotEqualTo(second);
        Files.writeString(folder.resolve("Pulumi.yaml"), "name: b\nruntime: nodejs\n");
        assertThat(fingerprint()).as("its own file").isNotEqualTo(third);
    }

    @Test
    void aFileThatCannotBeReadIsNoticedAndEndsNothing() throws IOException {
        Files.writeString(folder.resolve("Pulumi.yaml"), "name: a\nruntime: nodejs\n");
        Files.writeString(folder.resolve("package.json"), "{\"workspaces\": [");
        Digest broken = fingerprint();
        Files.writeString(folder.resolve("package.json"), "{\"workspaces\": []}");
        assertThat(fingerprint()).isNotEqualTo(broken);
        Files.writeString(folder.resolve("Pulumi.yaml"), "name: [\n");
        assertThat(fingerprint()).isNotEqualTo(broken);
    }
}
