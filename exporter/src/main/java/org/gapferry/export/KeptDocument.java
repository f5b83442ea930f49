package org.gapferry.export;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.resolve.ResolvedDocument;

/**
 * A document whose bytes are in the cache.
 *
 * @param text its bytes, if they are few and text
 */
record KeptDocument(ResolvedDocument document, Blob blob, Optional<String> text) {
    /** Bytes up to this size stand in the lock itself, if they are text. */
    private static final int MAX_TEXT = 512;

    static KeptDocument of(ResolvedDocument document, Blob blob, byte[] bytes) {
        return new KeptDocument(document, blob, bytes.length > MAX_TEXT ? Optional.empty() : decoded(bytes));
    }

    private static Optional<String> decoded(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    Pointer pointer() {
        return new Pointer(
                document.owner(), document.name(), document.kind(), new Pointer.ToDocument(blob), document.rank());
    }
}
