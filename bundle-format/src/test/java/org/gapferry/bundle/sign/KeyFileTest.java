package org.gapferry.bundle.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("java")
class KeyFileTest {
    @TempDir
    private Path folder;

    @Test
    void aKeyIsWrittenForItsOwnerAloneAndReadAgain() throws IOException {
        SigningKey key = SigningKey.generate();
        KeyFile.write(folder.resolve("new/k"), key, new char[0]);
        Path file = folder.resolve("new/k.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(KeyFile.readPrivate(file, () -> new char[0]).verificationKey())
                .isEqualTo(key.verificationKey());
        assertThat(KeyFile.readPublic(folder.resolve("new/k.pub"))).isEqualTo(key.verificationKey());
    }

    @Test
    void anEncryptedKeyOpensWithItsPassphraseAlone() throws IOException {
        SigningKey key = SigningKey.generate();
        KeyFile.write(folder.resolve("k"), key, "correct horse".toCharArray());
        Path file = folder.resolve("k.key");
        assertThat(Files.readString(file)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(KeyFile.readPrivate(file, () -> "correct horse".toCharArray())
                        .verificationKey())
                .isEqualTo(key.verificationKey());
        for (String wrong : new String[] {"wrong", ""}) {
            assertThatThrownBy(() -> KeyFile.readPrivate(file, wrong::toCharArray))
                    .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.exitClass())
                            .isEqualTo(ExitClass.USAGE));
        }
    }

    @Test
    void aKeyThatOpensslEncryptedOpensWithAPassphraseBeyondAscii() throws IOException {
        Path file = Files.writeString(
                folder.resolve("openssl.key"),
                """
                -----BEGIN ENCRYPTED PRIVATE KEY-----
                MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAj0KAyAgIM2ygICCAAw
                DAYIKoZIhvcNAgsFADAdBglghkgBZQMEASoEED2RUvCgYTSPbYD4T0FsSX0EQJaR
                158lSEE5Q0kdBiNnARlgBwkgAUab9yjPQYf1o1s+RWZ3fAYJ3NUJrrm+QWXNNPzh
                XYYnJq9h4b+QIV9tFUs=
                -----END ENCRYPTED PRIVATE KEY-----
                """);
        assertThat(HexFormat.of()
                        .formatHex(KeyFile.readPrivate(file, "b\u00e4ttery"::toCharArray)
                                .verificationKey()
                                .bytes()))
                .isEqualTo("a5dc5a6c1a755f35957b30e24ca9ba8911f00d7c26893789bc58497047287af8");

        SigningKey key = SigningKey.generate();
        KeyFile.write(folder.resolve("k"), key, "p\u00e4ss \ud83d\udd11".toCharArray());
        assertThat(KeyFile.readPrivate(folder.resolve("k.key"), "p\u00e4ss \ud83d\udd11"::toCharArray)
                        .verificationKey())
                .isEqualTo(key.verificationKey());
    }

    @Test
    void anExistingKeyIsNeverReplaced() throws IOException {
        KeyFile.write(folder.resolve("k"), SigningKey.generate(), new char[0]);
        byte[] before = Files.readAllBytes(folder.resolve("k.key"));
        assertThatThrownBy(() -> KeyFile.write(folder.resolve("k"), SigningKey.generate(), new char[0]))
                .hasMessageContaining("the file exists");
        assertThat(Files.readAllBytes(folder.resolve("k.key"))).isEqualTo(before);
    }

    @Test
    void whatIsNoKeyIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "hello");
        assertThatThrownBy(() -> KeyFile.readPrivate(text, () -> new char[0])).hasMessageContaining("PRIVATE KEY");
        assertThatThrownBy(() -> KeyFile.readPublic(folder.resolve("absent"))).hasMessageContaining("no such file");
        Path begins = Files.writeString(folder.resolve("short"), "-----BEGIN PRIVATE KEY-----END PRIVATE KEY-----");
        assertThatThrownBy(() -> KeyFile.readPrivate(begins, () -> new char[0])).hasMessageContaining("PRIVATE KEY");
    }

    /** Else a key file could make every command that opens it count for hours. */
    @Test
    void anEncryptedKeyWithTooManyRoundsIsRefused() throws IOException {
        KeyFile.write(folder.resolve("k"), SigningKey.generate(), "secret".toCharArray());
        String pem = Files.readString(folder.resolve("k.key"));
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
        String hex = HexFormat.of().formatHex(der).replaceFirst("0203" + "0927c0", "0203" + "7fffff"); // 600,000
        Path file = Files.writeString(
                folder.resolve("slow"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(HexFormat.of().parseHex(hex))
                        + "\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertThat(hex).contains("02037fffff");
        assertThatThrownBy(() -> KeyFile.readPrivate(file, "secret"::toCharArray))
                .hasMessageContaining("at most 5000000 rounds");
    }
}
