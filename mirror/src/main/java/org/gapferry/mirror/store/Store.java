package org.gapferry.mirror.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.disk.Disk;

/**
 * A store: where received content lies and which generation is served. Reading needs no lock; writing goes through
 * {@link StoreWriter}.
 */
public final class Store implements Closeable {
    /** The channel that is served. */
    public static final String CURRENT = "current";

    private final StoreLayout layout;
    private final Disk files;
    private final Clock clock;
    private final Packs packs;

    private Store(Path root, Disk files, Clock clock) {
        this.layout = new StoreLayout(root);
        this.files = files;
        this.clock = clock;
        this.packs = new Packs(layout);
    }

    /**
     * Opens a store.
     *
     * @throws ProblemException USAGE if the folder is none
     */
    public static Store open(Path root, Disk files, Clock clock) {
        if (!Files.isDirectory(root.resolve("generations")) || !Files.isDirectory(root.resolve("channels"))) {
            throw StoreProblem.NO_STORE.thrown(
                    root.toString(),
                    Files.exists(root) ? "this folder is not a store" : "no such store",
                    "create it: gapferry trust accept trust.json --store " + root + " --fingerprint F");
        }
        return new Store(root, files, clock);
    }

    /** Makes a store, or opens one that is there. A folder that holds something else is refused. */
    public static Store create(Path root, Disk files, Clock clock) throws IOException {
        if (files.exists(root) && !files.list(root).isEmpty() && !files.exists(root.resolve("channels"))) {
            throw StoreProblem.NO_STORE.thrown(
                    root.toString(), "the folder is not empty and is not a store", "use an empty or a new folder");
        }
        StoreLayout layout = new StoreLayout(root);
        for (Path folder :
                List.of(root, layout.packs(), layout.generations(), layout.quarantine(), layout.channels())) {
            files.createFolder(folder);
        }
        files.forceFolder(root);
        return new Store(root, files, clock);
    }

    public StoreLayout layout() {
        return layout;
    }

    Disk files() {
        return files;
    }

    /** The clock that this store was opened with. */
    public Clock clock() {
        return clock;
    }

    StoreLog log() {
        return new StoreLog(layout.log(), files, clock);
    }

    /** Appends to the log what happened to the store. */
    public void log(String event, Map<String, String> details) throws IOException {
        log().append(event, details);
    }

    /** The file whose replacement switches a channel to another generation. */
    public Path channelFile(String channel) {
        return layout.channel(channel);
    }

    /** The number of the generation that a channel leads to; empty before the first. */
    public Optional<Long> committed(String channel) {
        try {
            String text = Files.readString(layout.channel(channel), StandardCharsets.US_ASCII)
                    .strip();
            return Optional.of(Long.parseLong(text));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | NumberFormatException e) {
            throw StoreProblem.DAMAGED
                    .thrown(layout.channel(channel).toString(), "the file of the channel is damaged: " + e.getMessage())
                    .causedBy(e);
        }
    }

    /** The generation that a channel leads to. Close it after use. */
    public Optional<Generation> current(String channel) throws IOException {
        Optional<Long> number = committed(channel);
        return number.isEmpty() ? Optional.empty() : Optional.of(generation(number.get()));
    }

    /**
     * A generation by its number. Close it after use.
     *
     * @throws ProblemException DESTINATION if it is damaged
     */
    public Generation generation(long number) throws IOException {
        return Generation.open(number, layout, packs);
    }

    /** The numbers of all generations, ascending. */
    public List<Long> generations() throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (String name : files.list(layout.generations())) {
            if (name.matches("[1-9][0-9]{0,17}")) {
                numbers.add(Long.valueOf(name));
            }
        }
        numbers.sort(null);
        return numbers;
    }

    @Override
    public void close() throws IOException {
        packs.close();
    }
}
