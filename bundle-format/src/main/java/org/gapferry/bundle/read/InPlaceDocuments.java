package org.gapferry.bundle.read;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.VerifyingInputStream;
import org.gapferry.bundle.inventory.ByteSource;

/** Reads documents where they lie, each pass from the medium again, and writes nothing: for {@code verify}. */
public final class InPlaceDocuments implements DocumentReader {
    @Override
    public Inflated take(BundleOnMedium medium, Statement statement) throws IOException {
        return new Inflated(
                take(medium, Statement.INVENTORY, statement.inventory()),
                take(medium, Statement.PACKING, statement.packing()));
    }

    /** Checks one of the documents, and yields its inflated bytes. */
    public static ByteSource take(BundleOnMedium medium, String name, Statement.Document document) throws IOException {
        try (InputStream in = asItLies(medium, name, document.file())) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        try (InputStream in = inflated(medium.open(name), name, document.inflated())) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return () -> inflated(medium.open(name), name, document.inflated());
    }

    /** The file of the medium; fails at its end if it differs. */
    public static InputStream asItLies(BundleOnMedium medium, String name, Blob file) {
        return new VerifyingInputStream(
                medium.open(name),
                file,
                () -> differs(name, "has not the " + file.size() + " bytes that were signed"),
                () -> differs(name, "differs from the digest that was signed"));
    }

    /** The inflated bytes of a gzip stream; fails at their end if they differ. Never yields more than were signed. */
    public static InputStream inflated(InputStream gzip, String name, Blob inflated) throws IOException {
        try {
            return new VerifyingInputStream(
                    new GZIPInputStream(gzip, 1 << 16) {
                        @Override
                        public int read(byte[] buffer, int offset, int length) throws IOException {
                            try {
                                return super.read(buffer, offset, length);
                            } catch (ZipException | EOFException e) {
                                throw malformed(name).causedBy(e);
                            }
                        }
                    },
                    inflated,
                    () -> differs(name, "inflates to another size than was signed"),
                    () -> differs(name, "inflates to other bytes than were signed"));
        } catch (ZipException | EOFException e) {
            throw malformed(name).causedBy(e);
        }
    }

    private static ProblemException malformed(String name) {
        return differs(name, "is not a gzip file");
    }

    private static ProblemException differs(String name, String what) {
        return BundleProblem.DIGEST_MISMATCH.thrown(
                name, what, "copy the bundle again; if the copy differs again, export it again");
    }
}
