package org.gapferry.bundle.write;

import java.io.IOException;
import java.io.InputStream;
import org.gapferry.bundle.Blob;

/** Where the content of blobs is read from. */
@FunctionalInterface
public interface BlobSource {
    InputStream open(Blob blob) throws IOException;
}
