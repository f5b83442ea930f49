package org.gapferry.mirror.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gapferry.bundle.Digest;

/** The packs of a store, each opened once. */
final class Packs implements Closeable {
    private final StoreLayout layout;
    private final Map<Digest, FileChannel> open = new ConcurrentHashMap<>();

    Packs(StoreLayout layout) {
        this.layout = layout;
    }

    FileChannel channel(Digest id) throws IOException {
        try {
            return open.computeIfAbsent(id, pack -> {
                try {
                    return FileChannel.open(layout.pack(pack), StandardOpenOption.READ);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : open.values()) {
            channel.close();
        }
    }
}
