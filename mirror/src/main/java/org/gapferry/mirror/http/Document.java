package org.gapferry.mirror.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.gapferry.bundle.Digest;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.ecosystem.serve.MirrorResponse.Bytes;
import org.jspecify.annotations.Nullable;

/** A document as it is sent: its tag and its compressed form are made once. Safe for use by several threads. */
final class Document {
    private static final int WORTH_COMPRESSING = 1024;

    private final MirrorResponse answer;
    private final byte[] bytes;
    private final boolean negotiated;
    private final boolean compressible;
    private final String tag;
    private byte @Nullable [] compressed;

    Document(MirrorResponse answer, Bytes body) {
        this.answer = answer;
        this.bytes = body.bytes();
        this.negotiated = body.negotiated();
        this.compressible = answer.status() == 200 && bytes.length >= WORTH_COMPRESSING;
        this.tag = answer.status() == 200 ? Digest.of(bytes).hex() : "";
    }

    MirrorResponse answer() {
        return answer;
    }

    boolean isCompressible() {
        return compressible;
    }

    /** The value of ETag; empty for an error. */
    String tag(boolean gzip) {
        return tag.isEmpty() ? "" : "\"" + tag + (gzip ? "-gzip" : "") + "\"";
    }

    /** The value of Vary; empty for none. */
    String vary() {
        String accept = negotiated ? "Accept" : "";
        return compressible ? (negotiated ? accept + ", " : "") + "Accept-Encoding" : accept;
    }

    synchronized byte[] bytes(boolean gzip) {
        if (!gzip) {
            return bytes;
        }
        byte[] made = compressed;
        if (made == null) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4);
            try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
                zip.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            made = out.toByteArray();
            compressed = made;
        }
        return made;
    }

    /** ArtifactMetadata how much memory it takes, in bytes. */
    int weight() {
        return 512 + bytes.length + (compressible ? bytes.length / 4 : 0);
    }
}
