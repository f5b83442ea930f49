package org.gapferry.bundle.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.junit.jupiter.api.Test;

class BlobTableTest {
    private static final int ONE = 1;
    private static final int OTHER = 128;

    private static Blob blob(int number, long size) {
        return new Blob(Digest.of(("blob " + number).getBytes(StandardCharsets.US_ASCII)), size);
    }

    @Test
    void moreBlobsThanExpectedKeepTheirMarksAndSizes() {
        BlobTable table = new BlobTable(0);
        for (int i = 0; i < 10_000; i++) {
            assertThat(table.mark(blob(i, i), ONE)).isTrue();
        }
        assertThat(table.allHave(ONE)).isTrue();
        assertThat(table.allHave(OTHER)).isFalse();
        for (int i = 0; i < 10_000; i++) {
            assertThat(table.has(blob(i, i), ONE)).isTrue();
            assertThat(table.has(blob(i, i), ONE | OTHER)).isFalse();
            assertThat(table.has(blob(i, i + 1), ONE)).isFalse();
            assertThat(table.mark(blob(i, i), OTHER)).isTrue();
        }
        assertThat(table.allHave(ONE | OTHER)).isTrue();
        assertThat(table.has(blob(10_000, 0), ONE)).isFalse();
    }

    @Test
    void anotherSizeIsTold() {
        BlobTable table = new BlobTable(1);
        assertThat(table.mark(blob(1, Blob.MAX_SIZE), ONE)).isTrue();
        assertThat(table.mark(blob(1, Blob.MAX_SIZE - 1), ONE)).isFalse();
        assertThat(table.has(blob(1, Blob.MAX_SIZE), ONE)).isTrue();
    }

    @Test
    void digestsAtBothEndsHaveTheirPlaces() {
        BlobTable table = new BlobTable(0);
        for (String end : new String[] {"0", "f"}) {
            for (int i = 0; i < 700; i++) {
                String hex = end.repeat(16)
                        + String.format(Locale.ROOT, "%048x", i).substring(32)
                        + String.format(Locale.ROOT, "%048x", i).substring(0, 32);
                assertThat(table.mark(new Blob(new Digest(hex), i), ONE)).isTrue();
            }
        }
        assertThat(table.allHave(ONE)).isTrue();
    }
}
