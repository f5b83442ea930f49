package org.gapferry.bundle.inventory;

import java.io.IOException;
import java.io.InputStream;

/** Bytes that can be read from the beginning as often as needed. */
@FunctionalInterface
public interface ByteSource {
    InputStream open() throws IOException;
}
