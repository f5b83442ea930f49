package org.gapferry.bundle.inventory;

import static org.gapferry.bundle.CanonicalLine.ascii;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an inflated inventory line by line and checks its order (F4.1, F4.2): first all artifacts, then all blobs, then
 * all pointers. Who wants lines of one kind alone asks for them by kind; the others are passed over, neither parsed nor
 * compared.
 */
public final class InventoryReader implements Closeable {
    private static final byte[] ARTIFACT = ascii("{\"artifact\":\"");
    private static final byte[] BLOB = ascii("{\"blob\":\"");
    private static final byte[] POINTER = ascii("{\"pointer\":\"");

    private final Lines lines;
    private final String name;
    private byte[] previous = new byte[1024];
    private int previousLength;
    private boolean ahead;

    /** @param name how messages name the file */
    public InventoryReader(ByteSource source, String name) throws IOException {
        this.lines = new Lines(source.open());
        this.name = name;
    }

    /**
     * The next line, or null at the end.
     *
     * @throws ProblemException MALFORMED or LIMIT, naming the line
     */
    public @Nullable InventoryLine next() throws IOException {
        return advance() ? line() : null;
    }

    /** The next artifact, or null after the last one. */
    public @Nullable Artifact nextArtifact() throws IOException {
        return advanceTo(ARTIFACT) && line() instanceof Artifact artifact ? artifact : null;
    }

    /** The next blob, or null after the last one. Artifacts before it are passed over. */
    public @Nullable Blob nextBlob() throws IOException {
        return advanceTo(BLOB) && line() instanceof BlobLine blob ? blob.blob() : null;
    }

    /** The next pointer, or null at the end. Artifacts and blobs before it are passed over. */
    public @Nullable Pointer nextPointer() throws IOException {
        return advanceTo(POINTER) && line() instanceof Pointer pointer ? pointer : null;
    }

    private boolean advanceTo(byte[] kind) throws IOException {
        while (ahead || read()) {
            ahead = false;
            int order = Arrays.compareUnsigned(
                    lines.buffer(), 0, Math.min(kind.length, lines.length()), kind, 0, kind.length);
            if (order == 0) {
                checkOrder();
                return true;
            }
            if (order > 0) {
                ahead = true;
                return false;
            }
        }
        return false;
    }

    /** Goes to the next line without parsing it; false at the end. */
    public boolean advance() throws IOException {
        if (!ahead && !read()) {
            return false;
        }
        ahead = false;
        checkOrder();
        return true;
    }

    private boolean read() throws IOException {
        try {
            return lines.next();
        } catch (Lines.BadLine e) {
            throw malformed(e, e.tooLong());
        }
    }

    private void checkOrder() {
        try {
            if (Arrays.compareUnsigned(previous, 0, previousLength, lines.buffer(), 0, lines.length()) >= 0) {
                throw new Malformed("lines are not sorted, or not unique");
            }
            int keyEnd = keyEnd();
            if (keyEnd <= previousLength && Arrays.equals(previous, 0, keyEnd, lines.buffer(), 0, keyEnd)) {
                throw new Malformed("the key of the previous line is repeated");
            }
            if (previous.length < lines.length()) {
                previous = new byte[Math.min(Lines.MAX_LINE, lines.length() * 2)];
            }
            System.arraycopy(lines.buffer(), 0, previous, 0, lines.length());
            previousLength = lines.length();
        } catch (Malformed e) {
            throw malformed(e, e.limit());
        }
    }

    /** The line that {@link #advance} went to, parsed. */
    public InventoryLine line() {
        try {
            return InventoryLines.parse(lines.buffer(), lines.length());
        } catch (Malformed e) {
            throw malformed(e, e.limit());
        }
    }

    private ProblemException malformed(Exception e, boolean limit) {
        return (limit ? BundleProblem.TOO_LARGE : BundleProblem.MALFORMED_INVENTORY)
                .thrown(name + ":" + lines.number(), String.valueOf(e.getMessage()))
                .causedBy(e);
    }

    /** The buffer that holds the line; valid until the next call of {@link #advance}. */
    public byte[] buffer() {
        return lines.buffer();
    }

    public int length() {
        return lines.length();
    }

    /** True if the line is an artifact or a pointer whose key is written as {@link InventoryLine#key} writes it. */
    public boolean isFoundByKey() {
        return (startsWith(ARTIFACT) || startsWith(POINTER)) && !hasEscape(keyEnd());
    }

    private boolean startsWith(byte[] kind) {
        return lines.length() >= kind.length && Arrays.equals(lines.buffer(), 0, kind.length, kind, 0, kind.length);
    }

    private boolean hasEscape(int end) {
        for (int i = 0; i < end; i++) {
            if (lines.buffer()[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    /** Compares the beginnings of two readers' lines, kind and key (F4.2). */
    public int compareKey(InventoryReader other) {
        return Arrays.compareUnsigned(buffer(), 0, keyEnd(), other.buffer(), 0, other.keyEnd());
    }

    /** The end of the kind and the key: neither contains quotes (F4.2), so it is the fourth one. */
    private int keyEnd() {
        byte[] line = lines.buffer();
        int quotes = 0;
        for (int i = 0; i < lines.length(); i++) {
            if (line[i] == '"' && ++quotes == 4) {
                return i + 1;
            }
        }
        return lines.length();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
