package org.gapferry.export;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.disk.Disk;
import org.jspecify.annotations.Nullable;

/**
 * When each version was part of a closure for the last time, as far as it was written down: a file of sorted lines,
 * which is read beside the versions of a state, in their order.
 */
final class WantedDates implements Closeable {
    private final Path file;
    private final BufferedReader lines;
    private @Nullable Coordinates version;
    private LocalDate date = LocalDate.EPOCH;

    WantedDates(Path file) throws IOException {
        this.file = file;
        lines = new BufferedReader(
                Files.exists(file) ? Files.newBufferedReader(file, StandardCharsets.US_ASCII) : Reader.nullReader());
        advance();
    }

    /** The date of a version; versions are asked in ascending order. */
    LocalDate of(Coordinates asked, LocalDate otherwise) throws IOException {
        while (version != null && version.compareTo(asked) < 0) {
            advance();
        }
        return asked.equals(version) ? date : otherwise;
    }

    private void advance() throws IOException {
        try {
            String line = lines.readLine();
            version = null;
            if (line != null) {
                int blank = line.indexOf(' ');
                date = LocalDate.parse(line.substring(blank + 1));
                version = Coordinates.parse(line.substring(0, blank));
            }
        } catch (RuntimeException e) {
            throw ExportProblem.STATE_UNREADABLE
                    .thrown(
                            file.toString(),
                            "cannot read the file: " + e.getMessage(),
                            "remove the file; earlier exported versions then count as required today")
                    .causedBy(e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** Writes the dates of the next state, and replaces the file when all are there. */
    static final class Replacement implements Closeable {
        private final Disk disk;
        private final Path file;
        private final Path next;
        private final Disk.NewFile out;
        private final Writer writer;

        Replacement(Disk disk, Path file) throws IOException {
            this.disk = disk;
            this.file = file;
            next = file.resolveSibling(file.getFileName() + ".tmp");
            disk.delete(next);
            out = disk.create(next);
            writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.US_ASCII), 1 << 16);
        }

        /** In ascending order of versions. */
        void add(Coordinates version, LocalDate date) throws IOException {
            writer.write(version + " " + date + "\n");
        }

        void commit() throws IOException {
            writer.flush();
            out.force();
            out.close();
            disk.rename(next, file);
            disk.forceFolder(file.resolveSibling("."));
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
