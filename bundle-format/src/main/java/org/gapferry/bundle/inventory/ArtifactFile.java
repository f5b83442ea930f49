package org.gapferry.bundle.inventory;

import org.gapferry.bundle.Blob;

/**
 * One file of an artifact (F4.5).
 *
 * @param sha512 128 lower-case hex digits, or empty
 */
public record ArtifactFile(String name, Blob blob, String sha512, Proof proof) {
    /** Against what the exporter checked the bytes: the strongest digest that the upstream declared. */
    public enum Proof {
        SHA512,
        SHA384,
        SHA256,
        SHA1,
        NONE;

        /** The word in the inventory. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public ArtifactFile {
        if (!isFileName(name)) {
            throw new IllegalArgumentException("`" + name + "` is no file name");
        }
        if (!sha512.matches("([0-9a-f]{128})?")) {
            throw new IllegalArgumentException("`sha512` is not 128 lower-case hex digits");
        }
    }

    private static boolean isFileName(String name) {
        return !name.isEmpty()
                && name.length() <= 255
                && !name.equals(".")
                && !name.equals("..")
                && name.codePoints().noneMatch(c -> c == '/' || c == '\\' || Character.getType(c) == Character.CONTROL);
    }
}
