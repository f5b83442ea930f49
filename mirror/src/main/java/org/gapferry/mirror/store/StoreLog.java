package org.gapferry.mirror.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.disk.Disk;

/**
 * The store's log: JSON lines, each with the SHA-256 of the line before, so that a line that is changed or removed
 * shows.
 */
final class StoreLog {
    private static final int MAX_LINE = 1 << 16;

    private final Path file;
    private final Disk files;
    private final Clock clock;

    StoreLog(Path file, Disk files, Clock clock) {
        this.file = file;
        this.files = files;
        this.clock = clock;
    }

    /** Appends a line; when this returns it is on the disk. */
    void append(String event, Map<String, String> details) throws IOException {
        StringBuilder line =
                new StringBuilder(endsTorn() ? "\n" : "").append("{\"prev\":\"").append(lastDigest());
        line.append("\",\"time\":\"").append(clock.instant().truncatedTo(ChronoUnit.SECONDS));
        Json.quote(line.append("\",\"event\":"), event);
        new TreeMap<>(details).forEach((key, value) -> {
            Json.quote(line.append(','), key);
            Json.quote(line.append(':'), value.length() > 4096 ? value.substring(0, 4096) : value);
        });
        try (Disk.NewFile out = files.append(file)) {
            out.write(line.append("}\n").toString().getBytes(StandardCharsets.UTF_8));
            out.force();
        }
    }

    /** True if the last line was cut off by a crash: it stays as it is, and the next one begins below it. */
    private boolean endsTorn() throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return false;
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(in.length() - 1);
            return in.read() != '\n';
        }
    }

    /** The digest of the last line, without its newline; zeros for the first. A torn line counts as a line. */
    private String lastDigest() throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return "0".repeat(64);
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            int length = (int) Math.min(in.length(), MAX_LINE);
            byte[] tail = new byte[length];
            in.seek(in.length() - length);
            in.readFully(tail);
            int end = tail[length - 1] == '\n' ? length - 1 : length;
            int start = end;
            while (start > 0 && tail[start - 1] != '\n') {
                start--;
            }
            return Digest.of(Arrays.copyOfRange(tail, start, end)).hex();
        }
    }
}
