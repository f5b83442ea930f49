package org.gapferry.bundle.disk;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.gapferry.bundle.DurableFiles;
import org.jspecify.annotations.Nullable;

/** The real disk. */
public final class LocalDisk implements Disk {
    private static final class DiskFile extends NewFile {
        private final FileChannel channel;

        DiskFile(Path file, OpenOption... options) throws IOException {
            channel = FileChannel.open(file, options);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        /** A channel may write less than it was given without a word; only a loop finds out why. */
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * Passes by the system's cache where it can: what is told as written then is on the disk, a slow stick included,
     * and the cache is left to others. The end of the file, and what is small, goes the ordinary way.
     */
    private static final class LargeFile extends NewFile {
        private static final int BUFFER = 1 << 20;
        private static final int STANDARD_BLOCK = 4096;

        private final Path file;
        private final FileChannel ordinary;
        private @Nullable FileChannel direct;
        private @Nullable ByteBuffer buffer;
        private boolean isTried;

        LargeFile(Path file) throws IOException {
            this.file = file;
            this.ordinary = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; ) {
                ByteBuffer into = room();
                int count = Math.min(length - done, into.remaining());
                into.put(bytes, offset + done, count);
                done += count;
            }
        }

        private ByteBuffer room() throws IOException {
            ByteBuffer full = buffer;
            if (full == null) {
                int block = block();
                full = ByteBuffer.allocateDirect(BUFFER + block)
                        .alignedSlice(block)
                        .limit(BUFFER);
                buffer = full;
            }
            if (!full.hasRemaining()) {
                full.flip();
                if (!isTried) {
                    isTried = true;
                    tryDirect(full);
                }
                write(full, direct == null ? ordinary : direct);
                full.clear().limit(BUFFER);
            }
            return full;
        }

        /** In bytes, a power of two: what a direct write begins and ends at. */
        private int block() throws IOException {
            try {
                long size = Files.getFileStore(file).getBlockSize();
                return size > 0 && size <= BUFFER && Long.bitCount(size) == 1 ? (int) size : STANDARD_BLOCK;
            } catch (UnsupportedOperationException e) {
                return STANDARD_BLOCK;
            }
        }

        /** Not every file system, nor every size of its blocks, allows it. */
        private void tryDirect(ByteBuffer first) {
            try {
                FileChannel opened = FileChannel.open(file, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT);
                try {
                    write(first, opened);
                    direct = opened;
                } catch (IOException | IllegalArgumentException e) {
                    opened.close();
                    first.rewind();
                }
            } catch (IOException | UnsupportedOperationException e) {
                direct = null;
            }
        }

        private static void write(ByteBuffer bytes, FileChannel to) throws IOException {
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
        }

        @Override
        public void flush() throws IOException {
            FileChannel before = direct;
            if (before != null) {
                ordinary.position(before.position());
                before.close();
                direct = null;
            }
            ByteBuffer rest = buffer;
            if (rest != null) {
                isTried = true;
                write(rest.flip(), ordinary);
                rest.clear().limit(BUFFER);
            }
        }

        @Override
        public void force() throws IOException {
            flush();
            ordinary.force(true);
        }

        @Override
        public void close() throws IOException {
            try (FileChannel first = ordinary;
                    @Nullable FileChannel second = direct) {
                buffer = null;
            }
        }
    }

    @Override
    public NewFile createLarge(Path file) throws IOException {
        return new LargeFile(file);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
    }

    @Override
    public NewFile create(Path file) throws IOException {
        return new DiskFile(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public NewFile append(Path file) throws IOException {
        return new DiskFile(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        DurableFiles.syncFolder(folder);
    }

    @Override
    public void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public List<String> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public long size(Path file) throws IOException {
        return Files.size(file);
    }

    @Override
    public long usableSpace(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }
}
