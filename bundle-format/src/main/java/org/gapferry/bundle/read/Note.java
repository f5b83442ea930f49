package org.gapferry.bundle.read;

/**
 * Something that a person should know about a bundle that is accepted all the same.
 *
 * @param finding true if a person must act: the command then ends with exit code 1
 */
public record Note(boolean finding, String where, String what) {
    public String sentence() {
        return where + ": " + what;
    }
}
