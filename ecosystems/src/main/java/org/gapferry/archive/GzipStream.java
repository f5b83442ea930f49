package org.gapferry.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates gzip (RFC 1952), all members one after another, within limits. The JDK's own stream decides by {@code
 * available()} whether there is another member, and takes a broken one for the end. What follows the last member and
 * does not begin as one is passed over, as all clients do.
 */
final class GzipStream extends InputStream {
    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;

    private final InputStream in;
    private final ArchiveBudget budget;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private long taken;
    private long inflated;
    private boolean first = true;
    private boolean inMember;
    private boolean ended;

    GzipStream(InputStream in, ArchiveBudget budget) {
        this.in = in;
        this.budget = budget;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (!ended && length > 0) {
            if (!inMember && !begin()) {
                ended = true;
                break;
            }
            int count = inflate(bytes, offset, length);
            if (count > 0) {
                crc.update(bytes, offset, count);
                inflated += count;
                budget.inflated(count);
                budget.ratio(inflated, taken);
            }
            if (inflater.finished()) {
                trailer();
            }
            if (count > 0) {
                return count;
            }
        }
        return length == 0 ? 0 : -1;
    }

    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        if (inflater.needsInput()) {
            if (at == end && !fill()) {
                throw ArchiveException.truncated();
            }
            inflater.setInput(buffer, at, end - at);
        }
        try {
            int count = inflater.inflate(bytes, offset, length);
            at = end - inflater.getRemaining();
            if (count == 0 && inflater.needsDictionary()) {
                throw ArchiveException.malformed("the compressed data is damaged");
            }
            return count;
        } catch (DataFormatException e) {
            throw ArchiveException.malformed("the compressed data is damaged", e);
        }
    }

    /** @return false at the end */
    private boolean begin() throws IOException {
        crc.reset();
        if (at == end && !fill()) {
            if (first) {
                throw ArchiveException.malformed("it is empty, not gzip");
            }
            return false;
        }
        boolean begins = next() == MAGIC_1 && (at < end || fill()) && next() == MAGIC_2;
        if (!begins) {
            if (first) {
                throw ArchiveException.malformed("it is not gzip");
            }
            return false;
        }
        first = false;
        if (next() != 8) {
            throw ArchiveException.malformed("its gzip header is damaged");
        }
        int flags = next();
        skip(6);
        if ((flags & 0xe0) != 0) {
            throw ArchiveException.malformed("its gzip header is damaged");
        }
        if ((flags & 4) != 0) {
            int low = next();
            skip(low | next() << 8);
        }
        for (int flag = 8; flag <= 16; flag <<= 1) {
            if ((flags & flag) != 0) {
                while (next() != 0) {
                    // a name, then a comment, neither of which matters
                }
            }
        }
        if ((flags & 2) != 0) {
            int expected = (int) crc.getValue() & 0xffff;
            int low = next();
            if ((low | next() << 8) != expected) {
                throw ArchiveException.malformed("its gzip header is damaged");
            }
        }
        crc.reset();
        inflater.reset();
        inMember = true;
        return true;
    }

    private void trailer() throws IOException {
        long expected = crc.getValue();
        long size = inflater.getBytesWritten() & 0xffffffffL;
        if (little() != expected || little() != size) {
            throw ArchiveException.malformed("the compressed data does not have the checksum that it should");
        }
        inMember = false;
    }

    private long little() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            value |= (long) next() << shift;
        }
        return value;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    /** The next byte of a header or trailer. */
    private int next() throws IOException {
        if (at == end && !fill()) {
            throw ArchiveException.truncated();
        }
        int value = buffer[at++] & 0xff;
        crc.update(value);
        return value;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        taken += end;
        return end > 0;
    }

    /** Gives back the memory of the inflater; what is read stays open. */
    void release() {
        inflater.end();
    }
}
