package org.gapferry.bundle.inventory;

import org.gapferry.bundle.Blob;

/** Content that belongs to the state (F4.6). */
public record BlobLine(Blob blob) implements InventoryLine {
    @Override
    public String key() {
        return "{\"blob\":\"" + blob.digest().hex() + "\"";
    }

    @Override
    public String line() {
        return InventoryLines.BLOB.line(this);
    }
}
