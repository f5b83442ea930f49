package org.gapferry.bundle.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertThatThrownBy(() -> KeyFile.readPublic(folder.resolve("absent"))).hasMessageContaining("no such key file");
    }
}
