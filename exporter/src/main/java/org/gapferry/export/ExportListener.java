package org.gapferry.export;

/** Told how an export goes on; called by several threads. */
public interface ExportListener {
    /** A phase begins. {@code total} of its items, or -1 if it is not known. */
    void phase(String name, long total);

    /** One item of the phase is done. */
    void item(String what);

    /** So many bytes were moved. */
    void bytes(long count);

    /** Hears nothing. */
    ExportListener SILENT = new ExportListener() {
        @Override
        public void phase(String name, long total) {}

        @Override
        public void item(String what) {}

        @Override
        public void bytes(long count) {}
    };
}
