package org.gapferry.bundle.sign;

import java.util.Locale;

/** What a key may sign (F8.2). */
public enum Role {
    ROOT,
    EXPORTER,
    /** Looks at what is about to cross, and signs beside the exporter; a trust file need not have it. */
    APPROVER,
    /** Signs receipts; a trust file need not have it. */
    RECEIVER;

    /** True if every trust file has it. */
    public boolean isNeeded() {
        return this == ROOT || this == EXPORTER;
    }

    /** The word in trust files and messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
