package org.gapferry.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.sign.Envelope;
import org.gapferry.bundle.sign.KeyFile;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.sign.VerificationKey;
import org.gapferry.bundle.volume.PackingReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every document of a bundle, and of those that people carry beside it, broken in all ways. */
class BundleFuzzTest {
    private static final String[] WORDS = {
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\\u0000",
        "\\ud800",
        "true",
        "null",
        "1.5",
        "1e3",
        "{\"a\":",
        "[[",
        "pkg:toy/a@1",
    };

    @TempDir
    private Path folder;

    private Path bundle() {
        return new BundleBuilder()
                .artifact("a", "1", "bytes of a")
                .artifact("a", "2", "other bytes")
                .artifact("b", "1", "b".repeat(70_000))
                .replaced("c", "1", "new", "old", "because")
                .pointer("a", "tag/latest", "2")
                .pointer("b", "tag/latest", "1")
                .volumeSize(64 << 10)
                .write(folder.resolve("bundle"))
                .folder();
    }

    private static byte[] inflated(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }

    private static byte[] payload(Path envelope) throws IOException {
        String text = Files.readString(envelope);
        return Base64.getDecoder().decode(text.replaceAll("(?s).*\"payload\":\"([^\"]*)\".*", "$1"));
    }

    @Test
    void envelopes() throws IOException {
        Fuzz.of("envelope")
                .example(Files.readAllBytes(bundle().resolve(Statement.FILE)))
                .words(WORDS)
                .run(input -> Keys.trust()
                        .open(
                                "envelope.json",
                                Envelope.parse("envelope.json", input),
                                Statement.PAYLOAD_TYPE,
                                Role.EXPORTER));
    }

    @Test
    void trustFiles() throws IOException {
        byte[] trust = TrustFile.first(Keys.root(), Keys.exporter().verificationKey(), false);
        Fuzz.of("trust file").example(trust).words(WORDS).run(input -> TrustFile.parseUnsigned("trust.json", input));
        Path file = Files.write(folder.resolve("trust.json"), trust);
        Fuzz.of("signed trust file")
                .example(payload(file))
                .words(WORDS)
                .run(input -> TrustFile.parse(
                        "trust.json", Envelope.seal(TrustFile.PAYLOAD_TYPE, input, List.of(Keys.root()))));
    }

    @Test
    void statements() throws IOException {
        Fuzz.of("statement")
                .example(payload(bundle().resolve(Statement.FILE)))
                .words(WORDS)
                .run(Statement::parse);
    }

    @Test
    void inventories() throws IOException {
        Fuzz.of("inventory")
                .example(inflated(bundle().resolve("inventory.jsonl.gz")))
                .words(WORDS)
                .run(input -> {
                    try (InventoryReader reader =
                            new InventoryReader(() -> new ByteArrayInputStream(input), "inventory.jsonl.gz")) {
                        InventoryLine line = reader.next();
                        while (line != null) {
                            line = reader.next();
                        }
                    }
                });
    }

    @Test
    void packings() throws IOException {
        Fuzz.of("packing")
                .example(inflated(bundle().resolve("packing.jsonl.gz")))
                .words(WORDS)
                .run(input -> {
                    try (PackingReader reader = new PackingReader(() -> new ByteArrayInputStream(input))) {
                        while (reader.next() != null) {
                            // each line is checked as it is read
                        }
                    }
                });
    }

    @Test
    void keyFiles() throws IOException {
        KeyFile.write(folder.resolve("k"), Keys.exporter(), new char[0]);
        Path file = folder.resolve("fuzzed");
        String[] words = {"-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "-----BEGIN PUBLIC KEY-----", "="
        };
        Fuzz.of("private key")
                .example(Files.readAllBytes(folder.resolve("k.key")))
                .words(words)
                .run(input -> KeyFile.readPrivate(Files.write(file, input), () -> new char[0]));
        Fuzz.of("public key")
                .example(Files.readAllBytes(folder.resolve("k.pub")))
                .words(words)
                .run(input -> KeyFile.readPublic(Files.write(file, input)));
    }

    @Test
    void encryptedKeyFiles() throws IOException {
        KeyFile.write(folder.resolve("k"), Keys.exporter(), "secret".toCharArray());
        Path file = folder.resolve("fuzzed");
        String pem = Files.readString(folder.resolve("k.key"));
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
        Fuzz.of("encrypted private key").oneOf(100).example(der).run(input -> {
            String text = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(input)
                    + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
            KeyFile.readPrivate(Files.writeString(file, text), "secret"::toCharArray);
        });
    }

    @Test
    void coordinatesAndFingerprints() {
        Fuzz.of("coordinates")
                .examples("pkg:npm/%40scope/name@1.2.3", "pkg:toy/a@1", "pkg:npm/left-pad", "pkg:oci/a/b/c@sha256%3A0a")
                .words("%", "%40", "@", "/", "?", "#", "pkg:")
                .mayThrow(IllegalArgumentException.class)
                .runText(Coordinates::parse);
        Fuzz.of("verification key")
                .example(Keys.root().verificationKey().hex().getBytes(StandardCharsets.UTF_8))
                .mayThrow(IllegalArgumentException.class)
                .runText(VerificationKey::new);
    }
}
