package org.gapferry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.sign.Envelope;
import org.gapferry.testkit.BundleBuilder;
import org.gapferry.testkit.Keys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles by somebody who means harm, or by an exporter with a defect: what is wrong is signed with the right key where that is possible. */
@Timeout(20)
class HostileBundleTest {
    private static final String STATEMENT = "statement.dsse.json";
    private static final String TYPE = "application/vnd.in-toto+json";

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
                .artifact("b", "1", "bytes of b")
                .pointer("a", "tag/latest", "1")
                .write(bundle);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String payload(Path bundle) {
        String encoded = text(bundle.resolve(STATEMENT)).replaceAll("(?s).*\"payload\":\"([^\"]*)\".*", "$1");
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    /** Changes the envelope's text. */
    private static Recipe envelope(UnaryOperator<String> change) {
        return bundle -> Files.writeString(bundle.resolve(STATEMENT), change.apply(text(bundle.resolve(STATEMENT))));
    }

    /** Changes the statement and signs it again. */
    private static Recipe statement(UnaryOperator<String> change) {
        return bundle -> sign(bundle, TYPE, change.apply(payload(bundle)).getBytes(StandardCharsets.UTF_8));
    }

    private static void sign(Path bundle, String type, byte[] payload) throws IOException {
        Files.write(bundle.resolve(STATEMENT), Envelope.seal(type, payload, List.of(Keys.exporter())));
    }

    /** Changes the bytes of a document, pins them in the statement, and signs it again. */
    private static Recipe document(String name, UnaryOperator<byte[]> change) {
        return bundle -> {
            Path file = bundle.resolve(name);
            byte[] before = new GZIPInputStream(Files.newInputStream(file)).readAllBytes();
            byte[] packedBefore = Files.readAllBytes(file);
            byte[] after = change.apply(before);
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(after);
            }
            Files.write(file, packed.toByteArray());
            String statement = payload(bundle)
                    .replace(
                            Digest.of(packedBefore).hex(),
                            Digest.of(packed.toByteArray()).hex())
                    .replace(
                            "\"size\":" + packedBefore.length + ",\"inflatedSha256\":\""
                                    + Digest.of(before).hex() + "\",\"inflatedSize\":" + before.length,
                            "\"size\":" + packed.size() + ",\"inflatedSha256\":\""
                                    + Digest.of(after).hex() + "\",\"inflatedSize\":" + after.length)
                    .replace(Digest.of(before).hex(), Digest.of(after).hex());
            sign(bundle, TYPE, statement.getBytes(StandardCharsets.UTF_8));
        };
    }

    private static Recipe inventory(UnaryOperator<String> change) {
        return document("inventory.jsonl.gz", bytes -> change.apply(new String(bytes, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8));
    }

    private static Recipe packing(UnaryOperator<String> change) {
        return document("packing.jsonl.gz", bytes -> change.apply(new String(bytes, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8));
    }

    private interface Recipe {
        void apply(Path bundle) throws IOException;
    }

    private static Arguments bad(String what, ExitClass exit, String where, Recipe recipe) {
        return Arguments.of(what, exit, where, recipe);
    }

    static Stream<Arguments> hostile() {
        String inventory = "inventory.jsonl.gz";
        String packing = "packing.jsonl.gz";
        List<Arguments> all = new ArrayList<>(List.of(
                bad(
                        "1.1 no signature",
                        ExitClass.TRUST,
                        STATEMENT,
                        envelope(e -> e.replaceAll("\"signatures\":\\[.*]", "\"signatures\":[]"))),
                bad("1.2 signed by a stranger under the exporter's id", ExitClass.TRUST, STATEMENT, bundle -> {
                    String forged = new String(
                            Envelope.seal(
                                    TYPE, payload(bundle).getBytes(StandardCharsets.UTF_8), List.of(Keys.stranger())),
                            StandardCharsets.UTF_8);
                    Files.writeString(
                            bundle.resolve(STATEMENT),
                            forged.replace(
                                    Keys.stranger().verificationKey().id(),
                                    Keys.exporter().verificationKey().id()));
                }),
                bad("1.4 one bit of the payload", ExitClass.TRUST, STATEMENT, envelope(e -> {
                    int at = e.indexOf("\"payload\":\"") + 40;
                    return e.substring(0, at) + (e.charAt(at) == 'A' ? 'B' : 'A') + e.substring(at + 1);
                })),
                bad("1.10 a signature whose S is L too large", ExitClass.TRUST, STATEMENT, envelope(e -> {
                    String sig = e.replaceAll("(?s).*\"sig\":\"([^\"]*)\".*", "$1");
                    byte[] bytes = Base64.getDecoder().decode(sig);
                    BigInteger order =
                            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
                    byte[] s = Arrays.copyOfRange(bytes, 32, 64);
                    byte[] big = new byte[32];
                    for (int i = 0; i < 32; i++) {
                        big[i] = s[31 - i];
                    }
                    byte[] sum = new BigInteger(1, big).add(order).toByteArray();
                    for (int i = 0; i < 32; i++) {
                        bytes[32 + i] = i < sum.length ? sum[sum.length - 1 - i] : 0;
                    }
                    return e.replace(sig, Base64.getEncoder().encodeToString(bytes));
                })),
                bad(
                        "1.32 no envelope",
                        ExitClass.MISSING,
                        STATEMENT,
                        bundle -> Files.delete(bundle.resolve(STATEMENT))),
                bad("1.25 keys and lists of signers beside it", ExitClass.UNLISTED, "allowed_signers", bundle -> {
                    Files.writeString(bundle.resolve("allowed_signers"), "x ssh-ed25519 AAAA");
                }),
                bad("5.2 a volume that leads to a device", ExitClass.UNSAFE, "volumes/0001.tar", bundle -> {
                    Files.delete(bundle.resolve("volumes/0001.tar"));
                    Files.createSymbolicLink(bundle.resolve("volumes/0001.tar"), Path.of("/dev/zero"));
                }),
                bad("5.2 a volume that leads to itself", ExitClass.UNSAFE, "volumes/0001.tar", bundle -> {
                    Files.delete(bundle.resolve("volumes/0001.tar"));
                    Files.createSymbolicLink(bundle.resolve("volumes/0001.tar"), Path.of("0001.tar"));
                }),
                bad("5.3 a folder that leads elsewhere", ExitClass.UNSAFE, "volumes", bundle -> {
                    Path moved = Files.move(bundle.resolve("volumes"), bundle.resolveSibling("moved"));
                    Files.createSymbolicLink(bundle.resolve("volumes"), moved);
                }),
                bad(
                        "5.14 folders, 200 deep",
                        ExitClass.UNSAFE,
                        "d",
                        bundle -> Files.createDirectories(bundle.resolve("d/".repeat(200)))),
                bad(
                        "6.11 keys that collide",
                        ExitClass.LIMIT,
                        inventory + ":5",
                        inventory(i -> i.replaceFirst("}\n$", colliding(100_000) + "}\n"))),
                bad("1.3 a signature over another payload", ExitClass.TRUST, STATEMENT, bundle -> {
                    String good = text(bundle.resolve(STATEMENT));
                    String other = new String(
                            Envelope.seal(TYPE, "{}".getBytes(StandardCharsets.UTF_8), List.of(Keys.exporter())),
                            StandardCharsets.UTF_8);
                    Files.writeString(
                            bundle.resolve(STATEMENT),
                            good.replaceAll("\"signatures\":.*", "")
                                    + other.substring(other.indexOf("\"signatures\":")));
                }),
                bad(
                        "1.5 another payload type, signature kept",
                        ExitClass.TRUST,
                        STATEMENT,
                        envelope(e -> e.replace(TYPE, "application/json"))),
                bad(
                        "1.6 another payload type, signed",
                        ExitClass.TRUST,
                        STATEMENT,
                        bundle ->
                                sign(bundle, "application/json", payload(bundle).getBytes(StandardCharsets.UTF_8))),
                bad("1.9 a signature and one zero byte", ExitClass.TRUST, STATEMENT, envelope(e -> {
                    String sig = e.replaceAll("(?s).*\"sig\":\"([^\"]*)\".*", "$1");
                    byte[] longer = Arrays.copyOf(Base64.getDecoder().decode(sig), 65);
                    return e.replace(sig, Base64.getEncoder().encodeToString(longer));
                })),
                bad(
                        "1.28 the payload twice",
                        ExitClass.MALFORMED,
                        STATEMENT,
                        envelope(e -> e.replace("\"payload\":", "\"payload\":\"e30=\",\"payload\":"))),
                bad(
                        "1.29 a newline in base64",
                        ExitClass.MALFORMED,
                        STATEMENT,
                        envelope(e -> e.replace("\"payload\":\"", "\"payload\":\"\\n"))),
                bad(
                        "1.30 an envelope of 64 KiB and one byte",
                        ExitClass.LIMIT,
                        STATEMENT,
                        envelope(e -> e + " ".repeat(65_537 - e.length()))),
                bad("1.30 an envelope of 2 GiB", ExitClass.LIMIT, STATEMENT, bundle -> {
                    try (RandomAccessFile file =
                            new RandomAccessFile(bundle.resolve(STATEMENT).toFile(), "rw")) {
                        file.setLength(2L << 30);
                    }
                }),
                bad(
                        "6.10 too many signatures",
                        ExitClass.LIMIT,
                        STATEMENT,
                        envelope(
                                e -> e.replace("\"signatures\":[", "\"signatures\":[" + "{\"sig\":\"\"},".repeat(64)))),
                bad("2.9 an inventory of another state", ExitClass.INTEGRITY, inventory, bundle -> {
                    Path other = bundle.resolveSibling("other");
                    new BundleBuilder().artifact("c", "1", "other").write(other);
                    Files.copy(
                            other.resolve(inventory), bundle.resolve(inventory), StandardCopyOption.REPLACE_EXISTING);
                }),
                bad(
                        "2.19 a critical extension",
                        ExitClass.MALFORMED,
                        STATEMENT,
                        statement(s -> s.replace("\"crit\":[]", "\"crit\":[\"delta\"]"))),
                bad(
                        "2.19 a newer reader",
                        ExitClass.MALFORMED,
                        STATEMENT,
                        statement(s -> s.replace("\"minReader\":1", "\"minReader\":99"))),
                bad(
                        "2.19 a newer format",
                        ExitClass.MALFORMED,
                        STATEMENT,
                        statement(s -> s.replace("\"format\":1", "\"format\":2"))),
                bad(
                        "3.12 a size that is one too large",
                        ExitClass.MALFORMED,
                        STATEMENT,
                        inventory(i -> i.replaceFirst("(\"blob\":\"[0-9a-f]*\",\"size\":)10", "$111"))),
                bad(
                        "3.13 a digest with two sizes",
                        ExitClass.MALFORMED,
                        inventory + ":4",
                        inventory(i -> i.replaceFirst("(\\{\"blob\":\"[0-9a-f]*\",\"size\":)10}\n", "$110}\n$111}\n"))),
                bad(
                        "3.14 a digest in upper case",
                        ExitClass.MALFORMED,
                        inventory + ":1",
                        inventory(i -> i.replaceFirst("\"sha256\":\"[0-9a-f]{4}", "\"sha256\":\"ABCD"))),
                bad(
                        "3.16 other counts",
                        ExitClass.MALFORMED,
                        STATEMENT,
                        statement(s -> s.replace("\"artifacts\":2", "\"artifacts\":3"))),
                bad(
                        "3.16 other packed counts",
                        ExitClass.MALFORMED,
                        STATEMENT,
                        statement(s -> s.replace("\"volumes\":1", "\"volumes\":2"))),
                bad("3.17 no newline at the end", ExitClass.MALFORMED, inventory + ":5", inventory(String::strip)),
                bad("3.17 a blank line", ExitClass.MALFORMED, inventory + ":6", inventory(i -> i + "\n")),
                bad("3.17 a byte order mark", ExitClass.MALFORMED, inventory + ":1", inventory(i -> "\ufeff" + i)),
                bad(
                        "3.18 a line twice",
                        ExitClass.MALFORMED,
                        inventory + ":2",
                        inventory(i -> i.lines().findFirst().orElseThrow() + "\n" + i)),
                bad(
                        "a blob that nothing names",
                        ExitClass.MALFORMED,
                        inventory,
                        inventory(i -> i.replaceFirst(
                                "\\{\"artifact\":\"pkg:toy/b@1\".*\n", "{\"artifact\":\"pkg:toy/b@1\"}\n"))),
                bad(
                        "a pointer to a version that is not there",
                        ExitClass.MALFORMED,
                        inventory,
                        inventory(i -> i.replace("\"version\":\"1\"", "\"version\":\"2\""))),
                bad(
                        "a packed blob that is not in the inventory",
                        ExitClass.MALFORMED,
                        packing,
                        packing(p -> p.replaceFirst("\"blob\":\"[0-9a-f]{8}", "\"blob\":\"00000000"))),
                bad(
                        "an offset that leaves a gap",
                        ExitClass.MALFORMED,
                        packing + ":2",
                        packing(p -> p.replace("\"offset\":1536", "\"offset\":2048"))),
                bad(
                        "a part without its others",
                        ExitClass.MALFORMED,
                        packing + ":2",
                        packing(p -> p.replaceFirst("\"offset\":512", "\"offset\":512,\"part\":1,\"of\":2"))),
                bad(
                        "7.6 a coordinate that climbs",
                        ExitClass.MALFORMED,
                        inventory + ":1",
                        inventory(i -> i.replace("pkg:toy/a@1", "pkg:toy/..@1"))),
                bad(
                        "7.13 a file name that climbs",
                        ExitClass.MALFORMED,
                        inventory + ":1",
                        inventory(i -> i.replace("a-1.bin", "a/../../b"))),
                bad(
                        "6.1 depth",
                        ExitClass.LIMIT,
                        STATEMENT,
                        statement(s -> s.replace(
                                "\"crit\":[]", "\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + ",\"crit\":[]"))),
                bad(
                        "6.2 a number of many digits",
                        ExitClass.LIMIT,
                        STATEMENT,
                        statement(s -> s.replace("\"seq\":1", "\"seq\":" + "1".repeat(20_000)))),
                bad(
                        "6.3 seq twice",
                        ExitClass.MALFORMED,
                        STATEMENT,
                        statement(s -> s.replace("\"seq\":1", "\"seq\":1,\"seq\":1"))),
                bad("6.4 two documents in one", ExitClass.MALFORMED, STATEMENT, statement(s -> s + s)),
                bad("6.5 a byte order mark", ExitClass.MALFORMED, STATEMENT, statement(s -> "\ufeff" + s)),
                bad(
                        "6.5 UTF-16",
                        ExitClass.MALFORMED,
                        STATEMENT,
                        bundle -> sign(bundle, TYPE, payload(bundle).getBytes(StandardCharsets.UTF_16BE))),
                bad("6.5 overlong UTF-8", ExitClass.MALFORMED, inventory + ":1", document(inventory, bytes -> {
                    byte[] longer = new byte[bytes.length + 1];
                    int at = new String(bytes, StandardCharsets.US_ASCII).indexOf("a-1.bin");
                    System.arraycopy(bytes, 0, longer, 0, at);
                    longer[at] = (byte) 0xc0;
                    longer[at + 1] = (byte) 0xaf;
                    System.arraycopy(bytes, at + 1, longer, at + 2, bytes.length - at - 1);
                    return longer;
                })),
                bad(
                        "6.6 a line of 2 MiB",
                        ExitClass.LIMIT,
                        inventory + ":1",
                        inventory(i -> "{\"artifact\":\"" + "a".repeat(2 << 20) + "\"}\n" + i)),
                bad(
                        "6.7 a size of 2^62",
                        ExitClass.LIMIT,
                        inventory + ":3",
                        inventory(i ->
                                i.replaceFirst("(\\{\"blob\":\"[0-9a-f]*\",\"size\":)10", "$14611686018427387904"))),
                bad("5.7 a volume of zeros", ExitClass.INTEGRITY, "volumes/0001.tar", bundle -> {
                    long size = Files.size(bundle.resolve("volumes/0001.tar"));
                    Files.delete(bundle.resolve("volumes/0001.tar"));
                    try (RandomAccessFile file = new RandomAccessFile(
                            bundle.resolve("volumes/0001.tar").toFile(), "rw")) {
                        file.setLength(size);
                    }
                }),
                bad(
                        "5.9 names that differ in case",
                        ExitClass.UNLISTED,
                        "STATEMENT.dsse.json",
                        bundle -> Files.copy(bundle.resolve(STATEMENT), bundle.resolve("STATEMENT.dsse.json"))),
                bad(
                        "5.14 a name with a newline and an escape",
                        ExitClass.UNLISTED,
                        "x\\u{a}import: DONE\\u{1b}[2J\\u{202e}",
                        bundle -> Files.writeString(bundle.resolve("x\nimport: DONE\u001b[2J\u202e"), "x")),
                bad(
                        "5.14 a name of 255 bytes",
                        ExitClass.UNLISTED,
                        "x".repeat(255),
                        bundle -> Files.writeString(bundle.resolve("x".repeat(255)), "x"))));
        for (String number : List.of("0", "-1", "2.0", "\"2\"", "1e3", "9223372036854775808", "null", "true")) {
            all.add(bad(
                    "2.7 seq " + number,
                    ExitClass.MALFORMED,
                    STATEMENT,
                    statement(s -> s.replace("\"seq\":1", "\"seq\":" + number))));
        }
        return all.stream();
    }

    /** Members whose names have the same hash code in Java. */
    private static String colliding(int count) {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < count; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 17; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            members.append(",\"").append(name).append("\":1");
        }
        return members.toString();
    }

    @Test
    void manyCollidingKeysWithinALineAreReadInTime() throws IOException {
        inventory(i -> i.replaceFirst("}\n$", colliding(20_000) + "}\n")).apply(bundle);
        assertThat(store.importBundle(bundle).generation()).isEqualTo(2);
    }

    @Test
    void noByteOfADocumentCanChangeUnseen() throws IOException {
        for (String name : List.of(STATEMENT, "inventory.jsonl.gz", "packing.jsonl.gz", "trust/1.json")) {
            Path file = bundle.resolve(name);
            byte[] good = Files.readAllBytes(file);
            for (int at = 0; at < good.length; at++) {
                byte[] bad = good.clone();
                bad[at] ^= 1;
                Files.write(file, bad);
                boolean idOfKey = false;
                try {
                    store.verify(bundle);
                    String text = new String(good, StandardCharsets.ISO_8859_1);
                    int id = text.indexOf("\"keyid\"");
                    idOfKey = name.equals(STATEMENT) && at >= id && at < text.indexOf("\"sig\"", id);
                    assertThat(idOfKey || Character.isWhitespace(good[at]))
                            .as("byte %s of %s can change unseen", at, name)
                            .isTrue();
                } catch (ProblemException e) {
                    assertThat(e.exitClass())
                            .isIn(ExitClass.TRUST, ExitClass.MALFORMED, ExitClass.INTEGRITY, ExitClass.LIMIT);
                }
            }
            Files.write(file, good);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"with blanks", "Größe", "two\nlines", "\u4e2d\u6587"})
    void aBundleMayLieAnywhere(String name) {
        Path place = folder.resolve(name).resolve("bundle");
        new BundleBuilder().artifact("a", "1", "bytes of a").write(place);
        store.verify(place);
        assertThat(store.importBundle(place).generation()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void isRefused(String what, ExitClass exit, String where, Recipe recipe) throws IOException {
        recipe.apply(bundle);
        ProblemException refused = store.refuses(bundle);
        assertThat(refused.exitClass()).as(refused.getMessage()).isEqualTo(exit);
        assertThat(refused.first().where()).isEqualTo(where);
        assertThat(refused.getMessage()).doesNotContain("\n").doesNotContain("Exception");
    }

    @Test
    void aHundredThousandFilesAreALimit() throws IOException {
        for (int i = 0; i < 100_001; i++) {
            Files.createFile(bundle.resolve("f" + i));
        }
        assertThat(store.refuses(bundle).exitClass()).isEqualTo(ExitClass.LIMIT);
    }

    static Stream<Arguments> harmless() {
        return Stream.of(
                Arguments.of(
                        "1.26 a garbage signature beside a good one",
                        envelope(e -> e.replace("\"signatures\":[", "\"signatures\":[{\"sig\":\"AAAA\"},"))),
                Arguments.of("1.27 URL-safe base64", envelope(e -> e.replace(TYPE, "\u0000")
                        .replace("/", "_")
                        .replace("+", "-")
                        .replace("\u0000", TYPE))),
                Arguments.of(
                        "an unknown member of the envelope",
                        envelope(e -> e.replace("{\"payloadType\"", "{\"x\":[1],\"payloadType\""))),
                Arguments.of(
                        "an unknown member of the statement",
                        statement(s -> s.replace("\"crit\":[]", "\"crit\":[],\"x\":{\"y\":1}"))),
                Arguments.of("an unknown member of a line", inventory(i -> i.replaceFirst("}\n$", ",\"x\":1}\n"))),
                Arguments.of(
                        "a feed's first state with a high number",
                        statement(s -> s.replace("\"seq\":1", "\"seq\":9000,\"prev\":\"" + "0".repeat(64) + "\""))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmless")
    void isAccepted(String what, Recipe recipe) throws IOException {
        recipe.apply(bundle);
        store.verify(bundle);
        assertThat(store.importBundle(bundle).generation()).isEqualTo(2);
    }

    @Test
    void theRecipesThemselvesChangeNothingElse() throws IOException {
        inventory(i -> i).apply(bundle);
        packing(p -> p).apply(bundle);
        statement(s -> s).apply(bundle);
        assertThat(store.importBundle(bundle).generation()).isEqualTo(2);
    }
}
