package org.gapferry.importer;

/** Told how an import or a verification goes on. */
public interface ImportListener {
    /** A phase begins; {@code totalBytes} of it, or -1 if it is not known. */
    void phase(String name, long totalBytes);

    /** So many bytes were read. */
    void bytes(long count);

    /** Hears nothing. */
    ImportListener SILENT = new ImportListener() {
        @Override
        public void phase(String name, long totalBytes) {}

        @Override
        public void bytes(long count) {}
    };
}
