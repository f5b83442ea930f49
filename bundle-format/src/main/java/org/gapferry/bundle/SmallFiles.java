package org.gapferry.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are read whole, of a size that is not trusted: it may be a device without end. */
public final class SmallFiles {
    private SmallFiles() {}

    /**
     * All of a file.
     *
     * @throws FileSystemException if it is larger than {@code max} bytes; no more of it is read
     */
    public static byte[] read(Path file, int max) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(max + 1);
            if (bytes.length > max) {
                throw new FileSystemException(file.toString(), null, "the file exceeds the limit of " + max + " bytes");
            }
            return bytes;
        }
    }
}
