package org.gapferry.export;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.inventory.BlobLine;

/**
 * Blobs that come in any order and more than once, written in ascending order and once: sorted in runs on the disk, of
 * which one is in memory.
 */
final class SortedBlobs implements Closeable {
    private static final int RUN = 100_000;

    private final Path folder;
    private final int most;
    private final TreeMap<Digest, Blob> run = new TreeMap<>();
    private final List<Path> runs = new ArrayList<>();

    SortedBlobs(Path folder) {
        this(folder, RUN);
    }

    /** @param most how many are held in memory */
    SortedBlobs(Path folder, int most) {
        this.folder = folder;
        this.most = most;
    }

    void add(Blob blob) throws IOException {
        run.put(blob.digest(), blob);
        if (run.size() == most) {
            Path file = Files.createTempFile(folder, "blobs", ".run");
            runs.add(file);
            try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
                for (Blob held : run.values()) {
                    out.write(new BlobLine(held).line());
                    out.write('\n');
                }
            }
            run.clear();
        }
    }

    /** A run that is read. */
    private record Source(BufferedReader lines, String next) {}

    /** Writes a line for each. */
    void writeTo(Writer out) throws IOException {
        List<BufferedReader> open = new ArrayList<>();
        try {
            PriorityQueue<Source> sources = new PriorityQueue<>(Comparator.comparing(Source::next));
            for (Path file : runs) {
                BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
                open.add(lines);
                advance(lines, sources);
            }
            String before = "";
            for (Blob held : run.values()) {
                String line = new BlobLine(held).line();
                before = drain(sources, line, before, out);
                before = write(line, before, out);
            }
            drain(sources, "", before, out);
        } finally {
            for (BufferedReader lines : open) {
                lines.close();
            }
        }
    }

    /** Writes what is below a line, or everything if that is empty. */
    private static String drain(PriorityQueue<Source> sources, String below, String before, Writer out)
            throws IOException {
        String last = before;
        for (Source least = sources.peek();
                least != null && (below.isEmpty() || least.next().compareTo(below) < 0);
                least = sources.peek()) {
            sources.remove();
            last = write(least.next(), last, out);
            advance(least.lines(), sources);
        }
        return last;
    }

    private static void advance(BufferedReader lines, PriorityQueue<Source> sources) throws IOException {
        String line = lines.readLine();
        if (line != null) {
            sources.add(new Source(lines, line));
        }
    }

    private static String write(String line, String before, Writer out) throws IOException {
        if (!line.equals(before)) {
            out.write(line);
            out.write('\n');
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        for (Path file : runs) {
            Files.deleteIfExists(file);
        }
    }
}
