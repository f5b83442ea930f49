package org.gapferry.benchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.disk.LocalDisk;

/** A disk whose files have holes where zeros were written, so that a bundle may be larger than the disk. */
final class SparseDisk implements Disk {
    private final LocalDisk disk = new LocalDisk();

    private static final class SparseFile extends NewFile {
        private final RandomAccessFile file;
        private long length;

        SparseFile(Path path) throws IOException {
            file = new RandomAccessFile(path.toFile(), "rw");
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            if (!isZero(bytes, offset, count)) {
                file.seek(length);
                file.write(bytes, offset, count);
            }
            length += count;
        }

        private static boolean isZero(byte[] bytes, int offset, int count) {
            return count == 0
                    || bytes[offset] == 0
                            && Arrays.equals(bytes, offset, offset + count - 1, bytes, offset + 1, offset + count);
        }

        @Override
        public void force() throws IOException {
            file.setLength(length);
            file.getFD().sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Override
    public NewFile create(Path file) throws IOException {
        return new SparseFile(file);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        disk.createFolder(folder);
    }

    @Override
    public NewFile append(Path file) throws IOException {
        return disk.append(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        disk.forceFolder(folder);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
    }

    @Override
    public List<String> list(Path folder) throws IOException {
        return disk.list(folder);
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public long size(Path file) throws IOException {
        return disk.size(file);
    }

    @Override
    public long usableSpace(Path folder) throws IOException {
        return disk.usableSpace(folder);
    }
}
