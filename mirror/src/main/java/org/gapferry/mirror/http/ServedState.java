package org.gapferry.mirror.http;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.mirror.store.FeedState;
import org.gapferry.mirror.store.StoreStatistics;

/** Something that can be served: a generation of a store, or a state that is not sealed yet. */
public interface ServedState {
    /** A number that says which one it is. */
    long number();

    Catalog catalog();

    /** The feeds that it holds; none for a state that is not sealed yet. */
    default List<FeedState> feeds() {
        return List.of();
    }

    /** For people. */
    default Optional<StoreStatistics> holdings() {
        return Optional.empty();
    }

    /** The bytes of a blob. */
    @FunctionalInterface
    interface Bytes {
        /**
         * Some of them.
         *
         * @param most how many at the most; at least one comes
         */
        ByteBuffer at(long position, int most) throws IOException;
    }

    /** A blob that the catalog names. */
    Bytes open(Blob blob);

    /** What is served now, asked for once a request. */
    interface Provider extends Closeable {
        /** The one that counts first, then those whose content is still answered; empty if there is nothing yet. */
        List<ServedState> pinned() throws IOException;
    }
}
