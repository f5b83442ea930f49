package org.gapferry.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.Problem;

/** Files that hold secrets. */
public final class SecretFile {
    private static final int MAX = 65_536;

    private SecretFile() {}

    /** Says it if other users of this machine may read a file. */
    static Optional<Problem> isOpen(Path file, String what) {
        try {
            if (Files.isRegularFile(file) && Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
                if (permissions.contains(PosixFilePermission.GROUP_READ)
                        || permissions.contains(PosixFilePermission.OTHERS_READ)) {
                    return Optional.of(CliProblem.SECRET_IS_OPEN.at(
                            file.toString(), "other users of this machine can read " + what, "chmod 600 " + file));
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /**
     * Reads one.
     *
     * @param what it is, for messages
     * @throws org.gapferry.bundle.ProblemException USAGE if it cannot be read
     */
    public static String read(Path file, String what) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX + 1);
            if (bytes.length > MAX) {
                throw CliProblem.FILE_UNREADABLE.thrown(file.toString(), what + " is larger than " + MAX + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw CliProblem.FILE_UNREADABLE
                    .thrown(
                            file.toString(),
                            Files.exists(file) ? "cannot read " + what + ": " + FileReason.of(e) : "no such file")
                    .causedBy(e);
        }
    }
}
