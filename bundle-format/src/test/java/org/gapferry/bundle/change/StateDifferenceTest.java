package org.gapferry.bundle.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.Pointer;
import org.junit.jupiter.api.Test;

class StateDifferenceTest {
    private static final String[] NAMES = {"a", "a-b", "ab", "b", "@s/a"};
    private static final int ROUNDS = 3000;

    /** A state by the keys of its lines, artifacts and pointers; its blobs follow from them. */
    private static Map<String, InventoryLine> state(Random random) {
        Map<String, InventoryLine> lines = new TreeMap<>();
        for (String name : NAMES) {
            for (int version = 1; version <= 3; version++) {
                Coordinates coordinates = coordinates(name, "1." + version);
                if (random.nextInt(3) > 0) {
                    put(lines, new Artifact(coordinates, metadata(random), files(random)));
                }
                if (random.nextInt(3) > 0) {
                    put(lines, document(random, coordinates, "manifest"));
                }
            }
            for (String pointer : List.of("tag/x", "head", "y")) {
                if (random.nextInt(3) > 0) {
                    Coordinates owner = coordinates(name, "");
                    put(
                            lines,
                            random.nextBoolean()
                                    ? Pointer.tag(owner, pointer, "1." + random.nextInt(3))
                                    : document(random, owner, pointer));
                }
            }
        }
        return lines;
    }

    private static Coordinates coordinates(String name, String version) {
        int slash = name.indexOf('/');
        return new Coordinates("toy", slash < 0 ? "" : name.substring(0, slash), name.substring(slash + 1), version);
    }

    private static void put(Map<String, InventoryLine> lines, InventoryLine line) {
        lines.put(line.key(), line);
    }

    private static ArtifactMetadata metadata(Random random) {
        return random.nextInt(4) > 0
                ? ArtifactMetadata.NOTHING
                : new ArtifactMetadata("", "", random.nextBoolean() ? "MIT" : "", List.of("f" + random.nextInt(2)));
    }

    private static List<ArtifactFile> files(Random random) {
        List<ArtifactFile> files = new ArrayList<>();
        for (String name : List.of("arm64.tar", "evil.tar", "x64.tar")) {
            if (random.nextBoolean()) {
                Map<DigestAlgorithm, String> digests =
                        random.nextInt(5) > 0 ? Map.of() : Map.of(DigestAlgorithm.MD5, "0".repeat(32));
                Optional<DigestAlgorithm> proof =
                        random.nextInt(5) > 0 ? Optional.empty() : Optional.of(DigestAlgorithm.SHA1);
                files.add(new ArtifactFile(name, blob(random), digests, proof, List.of(), ""));
            }
        }
        return files;
    }

    private static Blob blob(Random random) {
        return Blob.of(new byte[] {(byte) random.nextInt(3)});
    }

    private static Pointer document(Random random, Coordinates owner, String name) {
        return switch (random.nextInt(4)) {
            case 0 -> Pointer.document(owner, name, blob(random));
            case 1 -> Pointer.appendOnly(owner, name, blob(random));
            case 2 -> Pointer.monotonic(owner, name, blob(random), random.nextInt(2));
            default -> Pointer.info(owner, name, blob(random));
        };
    }

    private static ByteSource inventory(Map<String, InventoryLine> lines) {
        StringBuilder text = new StringBuilder();
        lines.values().stream().map(InventoryLine::line).sorted().forEach(line -> text.append(line)
                .append('\n'));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return () -> new ByteArrayInputStream(bytes);
    }

    private static List<Change> changes(Map<String, InventoryLine> before, Map<String, InventoryLine> after)
            throws IOException {
        List<Change> changes = new ArrayList<>();
        new StateDifference(inventory(before), inventory(after)).walk(changes::add);
        return changes;
    }

    /** Makes one change, and nothing that it does not say. */
    private static void apply(Map<String, InventoryLine> state, Change change) {
        if (change instanceof Change.VersionAdded one) {
            put(state, one.artifact());
        } else if (change instanceof Change.VersionRemoved one) {
            state.remove(one.artifact().key());
        } else if (change instanceof Change.MetadataChanged one) {
            Artifact held = (Artifact) state.get(one.after().key());
            put(state, new Artifact(held.coordinates(), one.after().metadata(), held.files()));
        } else if (change instanceof Change.FileAdded one) {
            replace(state, one.artifact(), Optional.empty(), Optional.of(one.file()));
        } else if (change instanceof Change.FileRemoved one) {
            replace(state, one.artifact(), Optional.of(one.file()), Optional.empty());
        } else if (change instanceof Change.FileReplaced one) {
            replace(state, one.artifact(), Optional.of(one.before()), Optional.of(one.after()));
        } else if (change instanceof Change.FileRenamed one) {
            replace(state, one.artifact(), Optional.of(one.before()), Optional.of(one.after()));
        } else if (change instanceof Change.FileDescribed one) {
            replace(state, one.artifact(), Optional.of(one.before()), Optional.of(one.after()));
        } else if (change instanceof Change.TagSet one) {
            put(state, one.tag());
        } else if (change instanceof Change.TagMoved one) {
            put(state, one.after());
        } else if (change instanceof Change.TagRemoved one) {
            state.remove(one.tag().key());
        } else if (change instanceof Change.DocumentAdded one) {
            put(state, one.pointer());
        } else if (change instanceof Change.DocumentRemoved one) {
            state.remove(one.pointer().key());
        } else if (change instanceof Change.DocumentChanged one) {
            put(state, one.after());
        } else if (change instanceof Change.RankRaised one) {
            put(state, one.after());
        } else if (change instanceof Change.RankLowered one) {
            put(state, one.after());
        } else if (change instanceof Change.KindChanged one) {
            put(state, one.after());
        }
    }

    private static void replace(
            Map<String, InventoryLine> state,
            Artifact artifact,
            Optional<ArtifactFile> gone,
            Optional<ArtifactFile> come) {
        Artifact held = (Artifact) state.get(artifact.key());
        List<ArtifactFile> files = new ArrayList<>(held.files());
        gone.ifPresent(file -> assertThat(files.remove(file)).isTrue());
        come.ifPresent(files::add);
        files.sort(Comparator.comparing(ArtifactFile::name));
        put(state, new Artifact(held.coordinates(), held.metadata(), files));
    }

    @Test
    void theChangesMakeTheOneStateIntoTheOtherAndNothingDiffersWithoutOne() throws IOException {
        long first = Long.getLong("gapferry.seed", new Random().nextLong());
        int different = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(first + round);
            Map<String, InventoryLine> before = state(random);
            Map<String, InventoryLine> after = state(random);
            if (random.nextBoolean()) {
                Map<String, InventoryLine> few = new TreeMap<>(before);
                after.keySet().stream().limit(2).forEach(key -> few.put(key, after.get(key)));
                after.clear();
                after.putAll(few);
            }
            List<Change> changes = changes(before, after);
            assertThat(changes.isEmpty())
                    .as("replay with -Dgapferry.seed=%d", first + round)
                    .isEqualTo(before.equals(after));
            Map<String, InventoryLine> made = new TreeMap<>(before);
            changes.forEach(change -> apply(made, change));
            assertThat(made).as("replay with -Dgapferry.seed=%d", first + round).isEqualTo(after);
            different += changes.isEmpty() ? 0 : 1;
        }
        assertThat(different).isGreaterThan(ROUNDS / 2);
    }

    @Test
    void eachChangeOfWhatWasThereIsALineOfBothReports() throws IOException {
        long first = Long.getLong("gapferry.seed", new Random().nextLong());
        for (int round = 0; round < 300; round++) {
            Random random = new Random(first + round);
            Map<String, InventoryLine> before = state(random);
            Map<String, InventoryLine> after = state(random);
            StringWriter json = new StringWriter();
            StringWriter rows = new StringWriter();
            report(before, after).write(json, rows);
            long told = changes(before, after).stream()
                    .filter(change -> !(change instanceof Change.DocumentAdded one && one.withVersion())
                            && !(change instanceof Change.DocumentRemoved other && other.withVersion()))
                    .count();
            assertThat(rows.toString().lines().count())
                    .as("replay with -Dgapferry.seed=%d", first + round)
                    .isEqualTo(told);
            assertThat(json.toString()
                            .lines()
                            .filter(line -> line.startsWith("{\"change\""))
                            .count())
                    .isEqualTo(told);
        }
    }

    private static ChangeReport report(Map<String, InventoryLine> before, Map<String, InventoryLine> after) {
        return new ChangeReport(
                "x 1.1",
                "x 1.2",
                new StateDifference(inventory(before), inventory(after)),
                DocumentSource.NONE,
                DocumentChanges.NONE);
    }

    private static String markdown(Map<String, InventoryLine> before, Map<String, InventoryLine> after)
            throws IOException {
        StringWriter out = new StringWriter();
        report(before, after).writeMarkdown(out);
        return out.toString();
    }

    private static Map<String, InventoryLine> of(InventoryLine... lines) {
        Map<String, InventoryLine> state = new TreeMap<>();
        for (InventoryLine line : lines) {
            put(state, line);
        }
        return state;
    }

    private static Artifact artifact(ArtifactFile... files) {
        return new Artifact(coordinates("a", "1.0"), ArtifactMetadata.NOTHING, List.of(files));
    }

    @Test
    void aFileThatVanishesAndOneThatTakesAnotherNameAreTold() throws IOException {
        Blob arm = Blob.of(new byte[] {1});
        Blob x64 = Blob.of(new byte[] {2});
        Map<String, InventoryLine> both =
                of(artifact(ArtifactFile.of("arm64.tar", arm), ArtifactFile.of("x64.tar", x64)));
        assertThat(markdown(both, of(artifact(ArtifactFile.of("x64.tar", x64)))))
                .contains("1 file of a known version changed")
                .contains("| FILE REMOVED | `pkg:toy/a@1.0` file `arm64.tar` | 1 |");
        assertThat(markdown(both, of(artifact(ArtifactFile.of("evil.tar", arm), ArtifactFile.of("x64.tar", x64)))))
                .contains("| FILE RENAMED | `pkg:toy/a@1.0` file `evil.tar` |")
                .contains("under \\`arm64.tar\\`");
        Blob evil = Blob.of(new byte[] {3});
        assertThat(markdown(both, of(artifact(ArtifactFile.of("evil.tar", evil), ArtifactFile.of("x64.tar", x64)))))
                .contains("| file added | `pkg:toy/a@1.0` file `evil.tar` | 1 |")
                .contains("| FILE REMOVED | `pkg:toy/a@1.0` file `arm64.tar` | 1 |");
        assertThat(markdown(both, of(artifact(ArtifactFile.of("arm64.tar", evil), ArtifactFile.of("x64.tar", x64)))))
                .contains("1 FILE REPLACED")
                .contains("| REPLACED | `pkg:toy/a@1.0` file `arm64.tar` | 1 |")
                .contains(arm.digest() + " to " + evil.digest());
    }

    @Test
    void ranksAndKindsThatChangeAreTold() throws IOException {
        Coordinates owner = coordinates("sums", "");
        Blob one = Blob.of(new byte[] {1});
        Blob two = Blob.of(new byte[] {2});
        Map<String, InventoryLine> hundred = of(Pointer.monotonic(owner, "head", one, 100));
        assertThat(markdown(hundred, of(Pointer.monotonic(owner, "head", two, 50))))
                .contains("1 RANK LOWERED")
                .contains("| RANK LOWERED | `pkg:toy/sums#head` |")
                .contains("rank changed from \\`100\\` to \\`50\\`")
                .contains(one.digest() + " to " + two.digest());
        assertThat(markdown(hundred, of(Pointer.monotonic(owner, "head", two, 101))))
                .contains("| rank raised | `pkg:toy/sums#head` |");
        assertThat(markdown(hundred, of(Pointer.document(owner, "head", one))))
                .contains("| KIND CHANGED | `pkg:toy/sums#head` |")
                .contains("kind changed from \\`monotonic\\` to \\`document\\`");
    }

    @Test
    void foreignTextNeverLeavesItsCell() throws IOException {
        ArtifactMetadata evil = new ArtifactMetadata("", "a | b\n| new | `x` \u001b[2J\u202e", "<b>", List.of());
        String report = markdown(of(), of(new Artifact(coordinates("a", "1.0"), evil, List.of())));
        assertThat(report.lines().filter(line -> line.startsWith("| new |"))).hasSize(1);
        assertThat(report).doesNotContain("\u001b", "\u202e", "<b>");
    }

    @Test
    void documentsOfANewVersionStandInItsOwnLine() throws IOException {
        Blob blob = Blob.of(new byte[] {1});
        Map<String, InventoryLine> before = of(
                new Artifact(coordinates("a", "1.0"), ArtifactMetadata.NOTHING, List.of()),
                new Artifact(coordinates("a-b", "1.0"), ArtifactMetadata.NOTHING, List.of()));
        Map<String, InventoryLine> after = new TreeMap<>(before);
        put(after, new Artifact(coordinates("a", "1.1"), ArtifactMetadata.NOTHING, List.of()));
        put(after, Pointer.document(coordinates("a", "1.1"), "manifest", blob));
        put(after, Pointer.document(coordinates("a-b", "1.0"), "manifest", blob));
        assertThat(changes(before, after))
                .filteredOn(Change.DocumentAdded.class::isInstance)
                .extracting(Change::subject, change -> ((Change.DocumentAdded) change).withVersion())
                .containsExactly(tuple("pkg:toy/a-b@1.0#manifest", false), tuple("pkg:toy/a@1.1#manifest", true));
        assertThat(markdown(before, after)).contains("1 document changed").doesNotContain("a@1.1#manifest");
    }
}
