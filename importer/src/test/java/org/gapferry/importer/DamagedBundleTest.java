package org.gapferry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.read.Note;
import org.gapferry.testkit.BundleBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file of a bundle, damaged in every simple way: the exit class, the file that is named, and the store as it was.
 */
class DamagedBundleTest {
    private static final List<String> FILES = List.of(
            "statement.dsse.json",
            "inventory.jsonl.gz",
            "packing.jsonl.gz",
            "SHA256SUMS",
            "trust/1.json",
            "volumes/0001.tar",
            "volumes/0002.tar");

    @TempDir
    private Path folder;

    private StoreFixture store;
    private Path bundle;

    @BeforeEach
    void makeBundle() {
        store = new StoreFixture(folder.resolve("store"));
        bundle = folder.resolve("bundle");
        new BundleBuilder()
                .artifact("a", "1", "bytes of a")
                .artifact("b", "1", "b".repeat(50_000))
                .artifact("c", "1", "c".repeat(50_000))
                .volumeSize(64 << 10)
                .write(bundle);
    }

    private interface Damage {
        void apply(Path file) throws IOException, InterruptedException;
    }

    private static void change(Path file, UnaryOperator<byte[]> change) throws IOException {
        Files.write(file, change.apply(Files.readAllBytes(file)));
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) 0x01;
        return copy;
    }

    private static Path outside(Path file) {
        Path at = file;
        while (!at.endsWith("bundle")) {
            at = at.getParent();
        }
        return at.getParent();
    }

    private static Arguments damage(String file, String name, ExitClass expected, Damage damage) {
        return Arguments.of(file, name, expected, damage);
    }

    static Stream<Arguments> damages() {
        List<Arguments> all = new ArrayList<>();
        for (String file : FILES) {
            boolean statement = file.startsWith("statement");
            ExitClass shorter = statement ? ExitClass.MALFORMED : ExitClass.INTEGRITY;
            if (!file.equals("SHA256SUMS")) {
                ExitClass swapped = statement ? ExitClass.MALFORMED : ExitClass.INTEGRITY;
                if (!statement) {
                    all.add(damage(
                            file, "first byte flipped", ExitClass.INTEGRITY, f -> change(f, b -> flipped(b, 0))));
                    all.add(damage(
                            file,
                            "last byte flipped",
                            ExitClass.INTEGRITY,
                            f -> change(f, b -> flipped(b, b.length - 1))));
                    all.add(damage(
                            file,
                            "middle byte flipped",
                            ExitClass.INTEGRITY,
                            f -> change(f, b -> flipped(b, b.length / 2))));
                } else {
                    all.add(damage(
                            file, "first byte flipped", ExitClass.MALFORMED, f -> change(f, b -> flipped(b, 0))));
                    all.add(damage(
                            file,
                            "a byte of the signature changed",
                            ExitClass.TRUST,
                            f -> change(f, b -> {
                                int at = new String(b, StandardCharsets.US_ASCII).indexOf("\"sig\":\"") + 10;
                                byte[] copy = b.clone();
                                copy[at] = copy[at] == 'A' ? (byte) 'B' : (byte) 'A';
                                return copy;
                            })));
                    all.add(damage(
                            file,
                            "a byte of the payload changed",
                            ExitClass.TRUST,
                            f -> change(f, b -> {
                                int at = new String(b, StandardCharsets.US_ASCII).indexOf("\"payload\":\"") + 100;
                                byte[] copy = b.clone();
                                copy[at] = copy[at] == 'A' ? (byte) 'B' : (byte) 'A';
                                return copy;
                            })));
                }
                all.add(damage(
                        file,
                        "cut by one byte",
                        shorter == ExitClass.MALFORMED ? null : shorter,
                        f -> change(f, b -> Arrays.copyOf(b, b.length - 1))));
                all.add(damage(file, "cut to half", shorter, f -> change(f, b -> Arrays.copyOf(b, b.length / 2))));
                all.add(damage(
                        file, "lengthened by one byte", shorter, f -> change(f, b -> Arrays.copyOf(b, b.length + 1))));
                all.add(damage(file, "emptied", shorter, f -> change(f, b -> new byte[0])));
                all.add(damage(file, "removed", ExitClass.MISSING, Files::delete));
                all.add(damage(file, "swapped with another", swapped, f -> {
                    Path other = f.getParent().getFileName().toString().equals("bundle")
                            ? f.resolveSibling(statement ? "packing.jsonl.gz" : "SHA256SUMS")
                            : f.getParent().resolveSibling("SHA256SUMS");
                    byte[] bytes = Files.readAllBytes(f);
                    Files.write(f, Files.readAllBytes(other));
                    Files.write(other, bytes);
                }));
            }
            all.add(damage(file, "replaced by a link to itself", ExitClass.UNSAFE, f -> {
                Path moved = Files.move(f, outside(f).resolve("moved"));
                Files.createSymbolicLink(f, moved);
            }));
            all.add(damage(file, "replaced by a folder", ExitClass.UNSAFE, f -> {
                Files.delete(f);
                Files.createDirectory(f);
            }));
            all.add(damage(file, "replaced by a pipe", ExitClass.UNSAFE, f -> {
                Files.delete(f);
                assertThat(new ProcessBuilder("mkfifo", f.toString()).start().waitFor())
                        .isZero();
            }));
            all.add(damage(
                    file,
                    "with a second hard link",
                    ExitClass.UNSAFE,
                    f -> Files.createLink(outside(f).resolve("linked"), f)));
        }
        all.add(damage("volumes/0002.tar", "swapped with the first volume", ExitClass.INTEGRITY, f -> {
            Path first = f.resolveSibling("0001.tar");
            byte[] bytes = Files.readAllBytes(f);
            Files.write(f, Files.readAllBytes(first));
            Files.write(first, bytes);
        }));
        return all.stream();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("damages")
    void isRefusedAndNamed(String file, String what, ExitClass expected, Damage damage) throws Exception {
        damage.apply(bundle.resolve(file));
        if (expected == null) {
            // the newline at the end of the envelope is no part of it
            assertThat(store.importBundle(bundle).alreadyThere()).isFalse();
            return;
        }
        ProblemException refused = store.refuses(bundle);
        assertThat(refused.exitClass()).as(refused.getMessage()).isEqualTo(expected);
        if (!what.startsWith("swapped")) {
            assertThat(refused.first().where()).isEqualTo(file);
        }
    }

    @Test
    void anEditedListOfSumsIsAFindingAndNoReasonToRefuse() throws IOException {
        change(bundle.resolve("SHA256SUMS"), b -> flipped(b, 0));
        assertThat(store.verify(bundle).notes()).anyMatch(Note::finding);
        assertThat(store.importBundle(bundle).notes())
                .anyMatch(note -> note.finding() && note.where().equals("SHA256SUMS"));
    }

    @Test
    void aMissingListOfSumsIsAFinding() throws IOException {
        Files.delete(bundle.resolve("SHA256SUMS"));
        assertThat(store.importBundle(bundle).notes()).anyMatch(Note::finding);
    }

    @Test
    void aFileTooManyIsUnlisted() throws IOException {
        for (String name : List.of("README.exe", "volumes/0003.tar", "trust/x.json", "trust/01.json", "exporter.pub")) {
            Path extra = Files.writeString(bundle.resolve(name), "x");
            ProblemException refused = store.refuses(bundle);
            assertThat(refused.exitClass()).isEqualTo(ExitClass.UNLISTED);
            assertThat(refused.first().where()).isEqualTo(name);
            Files.delete(extra);
        }
    }

    @Test
    void aFolderTooManyIsUnsafe() throws IOException {
        Files.createDirectory(bundle.resolve("blobs"));
        assertThat(store.refuses(bundle).exitClass()).isEqualTo(ExitClass.UNSAFE);
    }

    @Test
    void anEmptyFolderLacksItsStatementAndWhatIsNoFolderIsAMistake() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        ProblemException refused = store.refuses(empty);
        assertThat(refused.exitClass()).isEqualTo(ExitClass.MISSING);
        assertThat(refused.first().where()).isEqualTo("statement.dsse.json");
        assertThat(store.refuses(folder.resolve("absent")).exitClass()).isEqualTo(ExitClass.USAGE);
        assertThat(store.refuses(bundle.resolve("SHA256SUMS")).exitClass()).isEqualTo(ExitClass.USAGE);
    }

    @Test
    void noByteOfAVolumeCanChangeUnseen() throws IOException {
        Path volume = bundle.resolve("volumes/0001.tar");
        byte[] good = Files.readAllBytes(volume);
        for (int at = 0; at < good.length; at += at < 1600 || at > good.length - 1600 ? 7 : 977) {
            Files.write(volume, flipped(good, at));
            try {
                store.verify(bundle);
            } catch (ProblemException e) {
                assertThat(e.exitClass()).isEqualTo(ExitClass.INTEGRITY);
                continue;
            }
            throw new AssertionError("byte " + at + " can change unseen");
        }
    }

    @Test
    void afterARefusalTheGoodBundleIsImported() throws IOException {
        Path volume = bundle.resolve("volumes/0001.tar");
        byte[] good = Files.readAllBytes(volume);
        Files.write(volume, flipped(good, 600));
        store.refuses(bundle);
        Files.write(volume, good);
        assertThat(store.importBundle(bundle).generation()).isEqualTo(2);
    }
}
