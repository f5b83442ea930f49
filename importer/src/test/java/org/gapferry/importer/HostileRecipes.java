package org.gapferry.importer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.sign.Envelope;
import org.gapferry.testkit.BundleBuilder;
import org.gapferry.testkit.Keys;

/**
 * How each hostile bundle is made out of a good one. What is wrong is signed with the right key where that is possible.
 * The result lies in {@code src/test/resources/hostile}, where other implementations read it too; {@code
 * ci/hostile-corpus} writes it again.
 */
final class HostileRecipes {
    private static final String STATEMENT = "statement.dsse.json";
    private static final String TYPE = "application/vnd.in-toto+json";
    private static final int STORED_BLOCK = 65_535;

    private HostileRecipes() {}

    /** Changes a good bundle. */
    interface Recipe {
        void apply(Path bundle) throws IOException;
    }

    /**
     * A bundle and what is to be said of it.
     *
     * @param exit DONE where it is to be accepted
     * @param where the file of the bundle that the refusal names, and its line
     */
    record Attack(String what, ExitClass exit, String where, Recipe recipe) {
        /** The name of its folder. */
        String folder() {
            return what.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
        }
    }

    private static Attack bad(String what, ExitClass exit, String where, Recipe recipe) {
        return new Attack(what, exit, where, recipe);
    }

    private static Attack good(String what, Recipe recipe) {
        return new Attack(what, ExitClass.DONE, "", recipe);
    }

    /** Writes the good bundle. Its documents are stored, not compressed: compressors differ. */
    static void base(Path bundle) throws IOException {
        new BundleBuilder()
                .artifact("a", "1", "bytes of a")
                .artifact("b", "1", "bytes of b")
                .pointer("a", "tag/latest", "1")
                .write(bundle);
        inventory(i -> i).apply(bundle);
        packing(p -> p).apply(bundle);
    }

    private static void sums(Path bundle) throws IOException {
        StringBuilder sums = new StringBuilder();
        for (String line : Files.readAllLines(bundle.resolve("SHA256SUMS"))) {
            String name = line.substring(66);
            sums.append(Digest.of(Files.readAllBytes(bundle.resolve(name))).hex());
            sums.append("  ").append(name).append('\n');
        }
        Files.writeString(bundle.resolve("SHA256SUMS"), sums);
    }

    /** A gzip file of stored blocks. */
    private static byte[] stored(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff});
        for (int at = 0; at == 0 || at < bytes.length; at += STORED_BLOCK) {
            int length = Math.min(STORED_BLOCK, bytes.length - at);
            out.write(at + length == bytes.length ? 1 : 0);
            out.write(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort((short) length)
                    .putShort((short) ~length)
                    .array());
            out.write(bytes, at, length);
        }
        CRC32 crc = new CRC32();
        crc.update(bytes);
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue())
                .putInt(bytes.length)
                .array());
        return out.toByteArray();
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
    static Recipe statement(UnaryOperator<String> change) {
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
            byte[] packed = stored(after);
            Files.write(file, packed);
            String statement = payload(bundle)
                    .replace(Digest.of(packedBefore).hex(), Digest.of(packed).hex())
                    .replace(
                            "\"size\":" + packedBefore.length + ",\"inflatedSha256\":\""
                                    + Digest.of(before).hex() + "\",\"inflatedSize\":" + before.length,
                            "\"size\":" + packed.length + ",\"inflatedSha256\":\""
                                    + Digest.of(after).hex() + "\",\"inflatedSize\":" + after.length)
                    .replace(Digest.of(before).hex(), Digest.of(after).hex());
            sign(bundle, TYPE, statement.getBytes(StandardCharsets.UTF_8));
            sums(bundle);
        };
    }

    static Recipe inventory(UnaryOperator<String> change) {
        return document("inventory.jsonl.gz", bytes -> change.apply(new String(bytes, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8));
    }

    static Recipe packing(UnaryOperator<String> change) {
        return document("packing.jsonl.gz", bytes -> change.apply(new String(bytes, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8));
    }

    /** Every bundle that is to be refused. */
    static List<Attack> hostile() {
        String inventory = "inventory.jsonl.gz";
        String packing = "packing.jsonl.gz";
        List<Attack> all = new ArrayList<>(List.of(
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
                    inventory(i -> i).apply(other);
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
        for (String number : List.of("0", "-1", "2.0", "\"2\"", "1e3", "null", "true")) {
            all.add(bad(
                    "2.7 seq " + number,
                    ExitClass.MALFORMED,
                    STATEMENT,
                    statement(s -> s.replace("\"seq\":1", "\"seq\":" + number))));
        }
        for (String number : List.of("9007199254740992", "9223372036854775808")) {
            all.add(bad(
                    "2.7 seq " + number,
                    ExitClass.LIMIT,
                    STATEMENT,
                    statement(s -> s.replace("\"seq\":1", "\"seq\":" + number))));
        }
        return List.copyOf(all);
    }

    /** Every bundle that is odd and good. */
    static List<Attack> harmless() {
        return List.of(
                good(
                        "1.26 a garbage signature beside a good one",
                        envelope(e -> e.replace("\"signatures\":[", "\"signatures\":[{\"sig\":\"AAAA\"},"))),
                good("1.27 URL-safe base64", envelope(e -> e.replace(TYPE, "\u0000")
                        .replace("/", "_")
                        .replace("+", "-")
                        .replace("\u0000", TYPE))),
                good(
                        "an unknown member of the envelope",
                        envelope(e -> e.replace("{\"payloadType\"", "{\"x\":[1],\"payloadType\""))),
                good(
                        "an unknown member of the statement",
                        statement(s -> s.replace("\"crit\":[]", "\"crit\":[],\"x\":{\"y\":1}"))),
                good("an unknown member of a line", inventory(i -> i.replaceFirst("}\n$", ",\"x\":1}\n"))),
                good(
                        "a feed's first state with a high number",
                        statement(s -> s.replace("\"seq\":1", "\"seq\":9000,\"prev\":\"" + "0".repeat(64) + "\""))));
    }
}
