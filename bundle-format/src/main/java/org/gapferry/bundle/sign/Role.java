package org.gapferry.bundle.sign;

import java.util.Locale;

/** What a key may sign (F8.2). */
public enum Role {
    ROOT,
    EXPORTER;

    /** The word in trust files and messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
