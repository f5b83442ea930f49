package org.gapferry.bundle.inventory;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.ProblemException;
import org.jspecify.annotations.Nullable;

/** Reads an inflated inventory line by line and checks its order (F4.1, F4.2). */
public final class InventoryReader implements Closeable {
    private final Lines lines;
    private final String name;
    private byte[] previous = new byte[0];

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
        try {
            if (!lines.next()) {
                return null;
            }
            InventoryLine line = InventoryLines.parse(lines.buffer(), lines.length());
            if (Arrays.compareUnsigned(previous, 0, previous.length, lines.buffer(), 0, lines.length()) >= 0) {
                throw new Malformed("lines are not sorted, or one stands twice");
            }
            int keyEnd = keyEnd(lines.buffer(), lines.length());
            if (keyEnd <= previous.length && Arrays.equals(previous, 0, keyEnd, lines.buffer(), 0, keyEnd)) {
                throw new Malformed("the key of the line before stands again");
            }
            previous = Arrays.copyOf(lines.buffer(), lines.length());
            return line;
        } catch (Malformed e) {
            throw (e.limit() ? BundleProblem.TOO_LARGE : BundleProblem.MALFORMED_INVENTORY)
                    .thrown(name + ":" + lines.number(), String.valueOf(e.getMessage()))
                    .causedBy(e);
        } catch (Lines.BadLine e) {
            throw (e.tooLong() ? BundleProblem.TOO_LARGE : BundleProblem.MALFORMED_INVENTORY)
                    .thrown(name + ":" + lines.number(), String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
    }

    /** The end of the kind and the key: neither contains quotes (F4.2), so it is the fourth one. */
    private static int keyEnd(byte[] line, int length) {
        int quotes = 0;
        for (int i = 0; i < length; i++) {
            if (line[i] == '"' && ++quotes == 4) {
                return i + 1;
            }
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
