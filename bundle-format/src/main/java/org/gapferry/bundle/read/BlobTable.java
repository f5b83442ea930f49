package org.gapferry.bundle.read;

import org.gapferry.bundle.Blob;

/**
 * What is said of each blob, by the first half of its digest: 24 bytes for a place, and at most three quarters of the
 * places are taken. Places are in the order of the digests, so blobs that come sorted meet neighbouring memory. Held
 * are the size and up to eight marks, which the user of the table chooses.
 */
final class BlobTable {
    private static final int LARGEST = 1 << 29;
    private static final int WIDTH = 3;
    private static final int SIZE = 2;
    private static final int MARK_SHIFT = 56;
    private static final long SIZE_BITS = (1L << MARK_SHIFT) - 1;

    /** For each place the first 16 bytes of a digest, then its marks and its size; a place without marks is free. */
    private long[] places;

    private int placeCount;
    private int shift;
    private int count;

    /** @param expected how many blobs will come; more may */
    BlobTable(long expected) {
        int needed = 1024;
        while (needed < LARGEST && needed / 4 * 3L < expected) {
            needed *= 2;
        }
        places = new long[0];
        empty(needed);
    }

    private void empty(int newCount) {
        placeCount = newCount;
        shift = Long.SIZE - Integer.numberOfTrailingZeros(newCount);
        places = new long[newCount * WIDTH];
    }

    /**
     * Adds a mark to a blob.
     *
     * @param mark from 1 to 128
     * @return false if the blob is known with another size
     */
    boolean mark(Blob blob, int mark) {
        if (count >= placeCount / 4 * 3) {
            grow();
        }
        long first = blob.digest().bits(0);
        long second = blob.digest().bits(1);
        int at = find(first, second);
        long known = places[at + SIZE];
        if (known == 0) {
            places[at] = first;
            places[at + 1] = second;
            known = blob.size();
            count++;
        }
        places[at + SIZE] = known | (long) mark << MARK_SHIFT;
        return (known & SIZE_BITS) == blob.size();
    }

    /** True if a blob is known with this size and has the marks. */
    boolean has(Blob blob, int marks) {
        long known = places[find(blob.digest().bits(0), blob.digest().bits(1)) + SIZE];
        return hasMarks(known, marks) && (known & SIZE_BITS) == blob.size();
    }

    /** True if each blob has the marks. */
    boolean allHave(int marks) {
        int having = 0;
        for (int at = SIZE; at < places.length; at += WIDTH) {
            having += hasMarks(places[at], marks) ? 1 : 0;
        }
        return having == count;
    }

    private static boolean hasMarks(long known, int marks) {
        long wanted = (long) marks << MARK_SHIFT;
        return (known & wanted) == wanted;
    }

    /** Where a blob is, or the free place where it would be. */
    private int find(long first, long second) {
        int at = (int) (first >>> shift) * WIDTH;
        while (places[at + SIZE] != 0 && (places[at] != first || places[at + 1] != second)) {
            at += WIDTH;
            at = at == places.length ? 0 : at;
        }
        return at;
    }

    private void grow() {
        if (placeCount >= LARGEST) {
            throw new IllegalStateException("more than " + count + " blobs");
        }
        long[] old = places;
        empty(placeCount * 2);
        for (int from = 0; from < old.length; from += WIDTH) {
            if (old[from + SIZE] != 0) {
                System.arraycopy(old, from, places, find(old[from], old[from + 1]), WIDTH);
            }
        }
    }
}
