package org.gapferry.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.FileReason;
import org.gapferry.cli.CliProblem;

/** Reads small files that the command line names. */
final class SmallFile {
    private static final int MAX = 65_536;

    private SmallFile() {}

    /** At most 64 KiB. */
    static byte[] read(Path file, String what) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX + 1);
            if (bytes.length > MAX) {
                throw BundleProblem.TOO_LARGE.thrown(file.toString(), what + " is larger than " + MAX + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw CliProblem.FILE_UNREADABLE
                    .thrown(
                            file.toString(),
                            Files.exists(file) ? "cannot read " + what + ": " + FileReason.of(e) : "no such file")
                    .causedBy(e);
        }
    }
}
