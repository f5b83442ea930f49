package org.gapferry.ecosystem;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What an artifact implies beside what its resolver already followed. Asked for artifacts that {@link ResolvedArtifact#opened} marks. */
@FunctionalInterface
public interface Implications {
    /** For ecosystems whose artifacts imply nothing. */
    Implications NONE = (artifact, files) -> List.of();

    /** The files of an artifact. */
    @FunctionalInterface
    interface Opener {
        InputStream open(SourceFile file) throws IOException;
    }

    /** @throws IOException if a file cannot be read as what it should be */
    List<ImpliedWish> implied(ResolvedArtifact artifact, Opener files) throws IOException;
}
