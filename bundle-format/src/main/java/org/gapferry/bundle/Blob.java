package org.gapferry.bundle;

/** Content by its name: digest and size in bytes (0 to 2^53 - 1, F4.9). */
public record Blob(Digest digest, long size) {
    public static final long MAX_SIZE = (1L << 53) - 1;

    public Blob {
        if (size < 0 || size > MAX_SIZE) {
            throw new IllegalArgumentException("size out of range: " + size);
        }
    }

    public static Blob of(byte[] bytes) {
        return new Blob(Digest.of(bytes), bytes.length);
    }
}
