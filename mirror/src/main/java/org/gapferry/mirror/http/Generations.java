package org.gapferry.mirror.http;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.mirror.store.FeedState;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.StoreStatistics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations that are open for requests: the current one, and a few before it, whose content is answered too,
 * since a client may hold a document of one of them. Each request looks at the channel's file once.
 */
final class Generations implements ServedState.Provider {
    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);
    private static final int RECENT = 3;

    private final Store store;
    private final Deque<Generation> open = new ArrayDeque<>();
    private final List<Generation> retired = new ArrayList<>();
    private Optional<FileStamp> stamp = Optional.empty();
    private List<ServedState> views = List.of();
    private boolean closed;

    Generations(Store store) {
        this.store = store;
    }

    /** One generation of the store. */
    private record OfGeneration(Generation generation) implements ServedState {
        @Override
        public long number() {
            return generation.number();
        }

        @Override
        public Catalog catalog() {
            return generation.catalog();
        }

        @Override
        public List<FeedState> feeds() {
            return generation.feeds();
        }

        @Override
        public Optional<StoreStatistics> holdings() {
            return Optional.of(generation.holdings());
        }

        @Override
        public Bytes open(Blob blob) {
            return generation.catalog().open(blob)::at;
        }
    }

    /**
     * Opens what the first request will ask for, beside what else a start does. Should it fail, that request will tell.
     */
    void openAhead() {
        Thread thread = new Thread(
                () -> {
                    try {
                        openUnlessClosed();
                    } catch (IOException | ProblemException e) {
                        LOG.debug("cannot open the store in advance", e);
                    }
                },
                "open-ahead");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void openUnlessClosed() throws IOException {
        if (!closed) {
            pinned();
        }
    }

    /** The current generation first, then recent ones; empty before the first import. */
    @Override
    public synchronized List<ServedState> pinned() throws IOException {
        Optional<FileStamp> now = FileStamp.of(store.channelFile(Store.CURRENT));
        if (now.isPresent() && !now.get().identity().isEmpty() && now.equals(stamp)) {
            return views;
        }
        views = read();
        stamp = now;
        return views;
    }

    private List<ServedState> read() throws IOException {
        Optional<Long> number = store.committed(Store.CURRENT);
        if (number.isEmpty()) {
            return List.of();
        }
        if (open.isEmpty()) {
            openRecent(number.get());
        }
        if (open.isEmpty() || open.getFirst().number() != number.get()) {
            open.addFirst(store.generation(number.get()));
            while (open.size() > RECENT) {
                retired.add(open.removeLast());
            }
            while (retired.size() > RECENT) {
                retired.remove(0).close();
            }
        }
        return open.stream().<ServedState>map(OfGeneration::new).toList();
    }

    /** A client may have been told of a generation by a server that ran before this one. */
    private void openRecent(long current) throws IOException {
        List<Long> before =
                store.generations().stream().filter(number -> number < current).toList();
        for (long number : before.subList(Math.max(0, before.size() - RECENT + 1), before.size())) {
            open.addFirst(store.generation(number));
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        for (Generation generation : open) {
            generation.close();
        }
        for (Generation generation : retired) {
            generation.close();
        }
    }
}
