package org.gapferry.ecosystem.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.gapferry.bundle.Blob;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.manifest.Target;

/** Fills the folder in which a client keeps what it installed, so that it asks nobody: for images of machines. */
@FunctionalInterface
public interface ClientCache {
    /** For clients that keep nothing that could be put there. */
    ClientCache NONE = (catalog, content, target, home, progress) -> List.of();

    /** The bytes of what a catalog names. */
    @FunctionalInterface
    interface Content {
        InputStream open(Blob blob) throws IOException;
    }

    /**
     * Fills a home with everything that there is for a target. What is there already stays.
     *
     * @param progress told of each thing that is put there
     * @return what was put there
     * @throws IOException if the home cannot be written, or something is not what it should be; then what is incomplete
     *     is not taken for whole
     */
    List<String> fill(Catalog catalog, Content content, Target target, Path home, Consumer<String> progress)
            throws IOException;
}
