package org.gapferry.document;

/** Where something stands: file, line and column, both from 1. */
public record Place(String file, int line, int column) {
    /** {@code gapferry.yaml:3:5}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
