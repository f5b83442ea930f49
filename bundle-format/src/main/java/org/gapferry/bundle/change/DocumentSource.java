package org.gapferry.bundle.change;

import java.io.IOException;
import java.util.Optional;
import org.gapferry.bundle.Blob;

/** Where the documents of two states are read, as far as they are at hand. */
@FunctionalInterface
public interface DocumentSource {
    /** Has none. */
    DocumentSource NONE = blob -> Optional.empty();

    /** The bytes of a document, checked by who keeps them; empty if they are not at hand. */
    Optional<byte[]> read(Blob blob) throws IOException;

    /** What is not here, from another source. */
    default DocumentSource orElse(DocumentSource other) {
        return blob -> {
            Optional<byte[]> here = read(blob);
            return here.isPresent() ? here : other.read(blob);
        };
    }
}
