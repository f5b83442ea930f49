package org.gapferry.benchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import org.gapferry.testkit.ForwardingDisk;

/** A disk whose files have holes where zeros were written, so that a bundle may be larger than the disk. */
final class SparseDisk extends ForwardingDisk {
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
}
