package org.gapferry.bundle.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * What must survive a crash is written through these calls alone. What was not forced may be lost or half there
 * afterwards.
 */
public interface Disk {
    /** A new file that is being written. */
    abstract class NewFile extends OutputStream {
        /** Makes the content durable. A failure is final: the file is not to be used. */
        public abstract void force() throws IOException;
    }

    void createFolder(Path folder) throws IOException;

    /** Fails if the file exists. */
    NewFile create(Path file) throws IOException;

    /**
     * The same for content that is larger than a system should keep in its cache: written once, in order, and forced,
     * or else lost.
     */
    default NewFile createLarge(Path file) throws IOException {
        return create(file);
    }

    /** Writes a new file and makes its content durable; fails if it exists. */
    default void write(Path file, byte[] bytes) throws IOException {
        try (NewFile out = create(file)) {
            out.write(bytes);
            out.force();
        }
    }

    /** Opens a file to append to, and makes it if need be. */
    NewFile append(Path file) throws IOException;

    /** Atomic; replaces a file, never a folder. */
    void rename(Path from, Path to) throws IOException;

    /** Makes changes of a folder's names durable. */
    void forceFolder(Path folder) throws IOException;

    /** Removes a file, or a folder with all that is in it; nothing happens if it is not there. */
    void delete(Path path) throws IOException;

    /** The names in a folder, sorted; none if it is not there. */
    List<String> list(Path folder) throws IOException;

    boolean exists(Path path);

    /** In bytes. */
    long size(Path file) throws IOException;

    /** In bytes, for this user, on the disk of the folder. */
    long usableSpace(Path folder) throws IOException;
}
