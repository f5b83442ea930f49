package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** A lock gives the same state again, byte for byte, whatever upstreams say, and for what it was made for only. */
class LockedExportTest {
    private static final ExportRequest.Options LOCKED = new ExportRequest.Options(false, true, false, false);

    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();
    private ExportFixture fixture;

    @BeforeEach
    void publish() {
        fixture = new ExportFixture(folder, registry, Ecosystems.ALL);
        registry.version("dep", "1.0.0").publish();
        registry.version("root", "1.0.0")
                .needs("dep", "^1")
                .with("optionalDependencies", "{\"absent\":\"1\"}")
                .with("description", "\"" + "too much for a line of the lock. ".repeat(30) + "\"")
                .publish();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private ExportFixture.Wanted wanted(String npm) throws IOException {
        return fixture.wanted(npm, "targets: [{os: linux, arch: x64}]\n");
    }

    private static byte[] inventory(ExportReport report) throws IOException {
        return Files.readAllBytes(report.bundle().orElseThrow().folder().resolve("inventory.jsonl.gz"));
    }

    /** A state of its own, with the cache of the first. */
    private Path otherMachine(String name, boolean withCache) throws IOException {
        Path side = folder.resolve(name);
        if (withCache) {
            copy(folder.resolve("st/cache"), side.resolve("st/cache"));
        }
        return side;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Path target = to.resolve(from.relativize(file).toString());
                    Files.createDirectories(Files.isDirectory(file) ? target : target.getParent());
                    if (Files.isRegularFile(file)) {
                        Files.copy(file, target);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** The registry changes a published manifest, and has newer versions. */
    private void upstreamMovesOn() {
        ((ObjectNode) registry.document("root").at("/versions/1.0.0/dependencies")).put("added", "^1");
        registry.document("dep").put("description", "another one");
        registry.version("dep", "1.1.0").publish();
        registry.version("root", "1.1.0").publish();
    }

    @Test
    void aLockAndItsCacheGiveTheSameStateWhateverUpstreamsSay() throws IOException {
        byte[] first = inventory(fixture.export(wanted("root, gone")));
        upstreamMovesOn();
        registry.forgetRequests();
        ExportReport again = fixture.export(wanted("root, gone"), otherMachine("other", true), new LocalDisk(), LOCKED);
        assertThat(inventory(again)).isEqualTo(first);
        assertThat(registry.requests()).as("nothing has to be asked").isEmpty();
        assertThat(again.heldBack()).as("a lock does not forget it").hasSize(1);
        assertThat(again.notes()).anyMatch(note -> note.contains("absent"));
    }

    @Test
    void aLockAloneGivesTheSameStateWhereUpstreamsHaveTheSame() throws IOException {
        byte[] first = inventory(fixture.export(wanted("root")));
        registry.version("dep", "1.1.0").publish();
        registry.tag("dep", "latest", "1.0.0");
        ExportReport again = fixture.export(wanted("root"), otherMachine("other", false), new LocalDisk(), LOCKED);
        assertThat(inventory(again)).isEqualTo(first);
    }

    @Test
    void aLockAloneIsRefusedWhereUpstreamsHaveOtherDocuments() throws IOException {
        fixture.export(wanted("root"));
        upstreamMovesOn();
        assertThatThrownBy(() -> fixture.export(wanted("root"), otherMachine("other", false), new LocalDisk(), LOCKED))
                .hasMessageContaining("pkg:npm/root@1.0.0#manifest")
                .hasMessageContaining("the lock pins");
    }

    @Test
    void aUrlWithoutItsSecretQueryIsAskedOfTheRegistryAgainAndComparedByDigest() throws IOException {
        ObjectNode dist = (ObjectNode) registry.document("dep").at("/versions/1.0.0/dist");
        String plain = dist.get("tarball").asString();
        dist.put("tarball", plain + "?sig=s3cret");
        registry.sign("/dep/-/dep-1.0.0.tgz", "sig=s3cret");
        byte[] first = inventory(fixture.export(wanted("root")));
        String lock = Files.readString(folder.resolve("lock"));
        assertThat(lock)
                .contains("\"" + plain + "\",\"redacted\":true")
                .doesNotContain("s3cret")
                .containsOnlyOnce("redacted");
        dist.put("tarball", plain + "?sig=n3w");
        registry.sign("/dep/-/dep-1.0.0.tgz", "sig=n3w");
        Path other = otherMachine("other", false);
        assertThat(inventory(fixture.export(wanted("root"), other, new LocalDisk(), LOCKED)))
                .isEqualTo(first);
        assertThat(Files.readString(folder.resolve("lock")))
                .as("a lock says the same once it was used")
                .isEqualTo(lock);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{package: root, select: all}", "root@^1", "root, dep", "dep"})
    void anyOtherRequirementIsNoticed(String npm) throws IOException {
        fixture.export(wanted("root"));
        assertThatThrownBy(() -> fixture.export(wanted(npm), LOCKED))
                .hasMessageContaining("does not match the requirements");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "targets: [{os: linux, arch: arm64}]\n",
                "targets: [{os: linux, arch: x64, node: [\"20\"]}]\n",
                "targets: [{os: linux, arch: x64}]\nhosts: [\"x.test\"]\n",
                "targets: [{os: linux, arch: x64}]\nkeep: {versions: 3}\n"
            })
    void anyOtherMemberOfTheManifestIsNoticed(String more) throws IOException {
        fixture.export(wanted("root"));
        assertThatThrownBy(() -> fixture.export(fixture.wanted("root", more), LOCKED))
                .hasMessageContaining("does not match the requirements");
    }

    @Test
    void whereTheSameIsWrittenElsewhereTheLockHolds() throws IOException {
        fixture.export(wanted("root"));
        ExportReport again =
                fixture.export(fixture.wanted("root", "# a comment\ntargets: [{arch: x64, os: linux}]\n"), LOCKED);
        assertThat(again.bundle()).isEmpty();
        assertThat(again.heldBack()).isEmpty();
    }

    @Test
    void aProjectWhoseLockfileChangedIsNoticed() throws IOException {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/package.json"), "{\"dependencies\":{\"dep\":\"^1\"}}");
        Path lockfile = folder.resolve("app/package-lock.json");
        String pins = "{\"lockfileVersion\":3,\"packages\":{\"\":{},\"node_modules/dep\":{\"version\":\"1.0.0\"}}}";
        Files.writeString(lockfile, pins);
        fixture.export(wanted("project: app"));
        assertThat(fixture.export(wanted("project: app"), LOCKED).bundle()).isEmpty();
        Files.writeString(lockfile, pins + "\n");
        assertThatThrownBy(() -> fixture.export(wanted("project: app"), LOCKED)).hasMessageContaining("projects");
    }

    @Test
    void aLockThatWasEditedIsRefusedAndOneThatIsLaidOutOtherwiseIsNot() throws IOException {
        fixture.export(wanted("root"));
        Path lock = folder.resolve("lock");
        String written = Files.readString(lock);
        Files.writeString(lock, written.replace("\n", "\r\n"));
        assertThat(fixture.export(wanted("root"), LOCKED).heldBack()).isEmpty();
        Files.writeString(lock, written.replace("pkg:npm/dep@1.0.0", "pkg:npm/dep@1.0.1"));
        assertThatThrownBy(() -> fixture.export(wanted("root"), LOCKED))
                .hasMessageContaining("was changed since it was written");
    }

    @Test
    void aLockIsReadAsItWasWritten() throws IOException {
        fixture.export(wanted("root, gone"));
        byte[] written = Files.readAllBytes(folder.resolve("lock"));
        LockFile lock = LockFile.read(folder.resolve("lock"), Ecosystems.ALL);
        lock.write(folder.resolve("again"), "test", Ecosystems.ALL);
        assertThat(folder.resolve("again")).hasBinaryContent(written);
        assertThat(lock.leftOut()).extracting(missing -> missing.part().name()).isEqualTo(List.of("absent@1"));
        assertThat(lock.heldBack())
                .extracting(LockFile.Held::fields)
                .isEqualTo(List.of(List.of("package", "gone", "0")));
    }
}
