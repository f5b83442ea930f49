package org.gapferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumTest {
    private static final String H1 = "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    private static Checksum example(DigestAlgorithm algorithm) {
        return new Checksum(algorithm, algorithm == DigestAlgorithm.H1 ? H1 : "aB".repeat(algorithm.hexDigits() / 2));
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void whatIsWrittenIsReadAgain(DigestAlgorithm algorithm) {
        Checksum checksum = example(algorithm);
        assertThat(Checksum.parse(checksum.toString())).isEqualTo(checksum);
        assertThat(checksum.value()).matches("[a-f0-9]+|h1:.*");
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void aValueOfAnotherLengthIsRefused(DigestAlgorithm algorithm) {
        String value = example(algorithm).value();
        assertThatThrownBy(() -> new Checksum(algorithm, value.substring(0, value.length() - 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Checksum(algorithm, value + "a")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha512",
                "sha3:00",
                "md5:zz",
                "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
                "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=",
                "h1:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU="
            })
    void otherTextsAreNoDigests(String text) {
        assertThatThrownBy(() -> Checksum.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileHasNoSecondSha256AndNoDigestOfAnotherLength() {
        Blob blob = Blob.of(new byte[0]);
        assertThatThrownBy(() ->
                        file(blob, Map.of(DigestAlgorithm.SHA256, blob.digest().hex())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        file(blob, Map.of(DigestAlgorithm.SHA1, blob.digest().hex())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(file(blob, Map.of(DigestAlgorithm.H1, H1)).digest(DigestAlgorithm.H1))
                .contains(H1);
    }

    private static ArtifactFile file(Blob blob, Map<DigestAlgorithm, String> digests) {
        return new ArtifactFile("f", blob, digests, Optional.empty(), List.of(), "");
    }
}
