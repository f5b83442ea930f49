package org.gapferry.mirror.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.FileReason;
import org.gapferry.mirror.store.StoreProblem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may read: a file with one token a line, after a name and a blank if that helps people ({@code ci s3cr3t}); lines
 * that begin with {@code #} do not count. Given as {@code Authorization: Bearer TOKEN} (RFC 6750), or as the password
 * of {@code Basic} (RFC 7617) with any user. Read again when the file changes.
 */
final class ReadTokens {
    private static final Logger LOG = LoggerFactory.getLogger(ReadTokens.class);
    private static final int SHORTEST = 16;

    private final Path file;
    private volatile List<byte[]> digests;
    private @Nullable FileStamp stamp;

    /**
     * @throws org.gapferry.bundle.ProblemException USAGE if the file cannot be read, has no token, or others may read
     * it
     */
    ReadTokens(Path file) {
        this.file = file;
        this.stamp = FileStamp.of(file).orElse(null);
        this.digests = read(file);
    }

    private static List<byte[]> read(Path file) {
        List<byte[]> digests = new ArrayList<>();
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
                if (permissions.contains(PosixFilePermission.OTHERS_READ)
                        || permissions.contains(PosixFilePermission.GROUP_READ)) {
                    throw StoreProblem.BAD_TOKENS.thrown(
                            file.toString(), "other users of this machine can read the tokens", "chmod 600 " + file);
                }
            }
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                List<String> words = List.of(line.strip().split("\\s+", -1));
                String token = words.get(words.size() - 1);
                if (token.isEmpty() || line.strip().startsWith("#")) {
                    continue;
                }
                if (token.length() < SHORTEST || words.size() > 2) {
                    throw StoreProblem.BAD_TOKENS.thrown(
                            file.toString(),
                            "a line is not a token of at least " + SHORTEST + " characters",
                            "generate one: openssl rand -hex 24 >>" + file);
                }
                digests.add(digest(token));
            }
        } catch (IOException e) {
            throw StoreProblem.BAD_TOKENS
                    .thrown(file.toString(), "cannot read the tokens: " + FileReason.of(e))
                    .causedBy(e);
        }
        if (digests.isEmpty()) {
            throw StoreProblem.BAD_TOKENS.thrown(
                    file.toString(), "no token in the file", "generate one: openssl rand -hex 24 >>" + file);
        }
        return List.copyOf(digests);
    }

    private static byte[] digest(String token) {
        return Digest.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes what the file says now; what cannot be used is said in the log, and the tokens before it stay. */
    synchronized void refresh() {
        Optional<FileStamp> now = FileStamp.of(file);
        if (now.isPresent() && !now.get().equals(stamp)) {
            try {
                digests = read(file);
                LOG.info("reloaded {}: {} tokens", file, digests.size());
            } catch (RuntimeException e) {
                LOG.warn("keeping the previous tokens: {}", e.getMessage());
            }
            stamp = now.get();
        }
    }

    /** True if the value of an Authorization header carries a token of the file. */
    boolean allow(@Nullable String authorization) {
        if (authorization == null) {
            return false;
        }
        String[] words = authorization.strip().split("\\s+", 2);
        if (words.length < 2) {
            return false;
        }
        String token = "";
        if (words[0].equalsIgnoreCase("Bearer")) {
            token = words[1];
        } else if (words[0].equalsIgnoreCase("Basic")) {
            try {
                String pair = new String(Base64.getDecoder().decode(words[1]), StandardCharsets.UTF_8);
                token = pair.substring(pair.indexOf(':') + 1);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
        byte[] given = digest(token);
        boolean known = false;
        for (byte[] digest : digests) {
            known |= MessageDigest.isEqual(digest, given);
        }
        return known;
    }
}
