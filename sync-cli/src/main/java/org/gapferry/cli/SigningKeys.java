package org.gapferry.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.sign.KeyFile;
import org.gapferry.bundle.sign.SigningKey;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keys that sign: files, opened with a passphrase if need be, or keys that a signer outside keeps. */
public final class SigningKeys {
    private static final long MINUTES = 5;
    private static final int SIGNATURE = 64;
    private static final int MOST = 1024;

    @Option(
            names = "--sign-cmd",
            defaultValue = "",
            paramLabel = "COMMAND",
            description =
                    "A command that signs with a key that Gapferry cannot read, such as one in a hardware module; --key names its public file. It reads the bytes to sign from stdin and writes the Ed25519 signature (64 bytes, raw or base64) to stdout. GAPFERRY_KEY holds the path of the public file.")
    @SuppressWarnings("NullAway.Init")
    private String command;

    @Mixin
    private final Passphrases passphrases = new Passphrases();

    /** True if a file's key can sign here. */
    public boolean signs(Path file) {
        return KeyFile.isPrivate(file) || !command.isEmpty();
    }

    /**
     * The key of a file, ready to sign.
     *
     * @throws ProblemException USAGE if it cannot sign
     */
    public SigningKey of(Path file, ProcessContext context) {
        if (!command.isEmpty() && !KeyFile.isPrivate(file)) {
            return SigningKey.outside(KeyFile.readPublic(file), message -> sign(file, message));
        }
        return KeyFile.readPrivate(file, () -> passphrases.forExisting(context, file.toString()));
    }

    private byte[] sign(Path file, byte[] message) {
        List<String> shell =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")
                        ? List.of("cmd", "/c", command)
                        : List.of("/bin/sh", "-c", command);
        try {
            ProcessBuilder builder = new ProcessBuilder(shell).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("GAPFERRY_KEY", file.toString());
            Process process = builder.start();
            try (var in = process.getOutputStream()) {
                in.write(message);
            } catch (IOException e) {
                // it need not read what it does not want; what it prints is judged
            }
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            try (InputStream out = process.getInputStream()) {
                printed.write(out.readNBytes(MOST));
            }
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw failed("timed out after " + MINUTES + " minutes", null);
            }
            if (process.exitValue() != 0) {
                throw failed("exit status " + process.exitValue(), null);
            }
            return signature(printed.toByteArray());
        } catch (IOException e) {
            throw failed("cannot run the command: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted", e);
        }
    }

    private static byte[] signature(byte[] printed) {
        if (printed.length == SIGNATURE) {
            return printed;
        }
        try {
            return Base64.getMimeDecoder().decode(new String(printed, StandardCharsets.ISO_8859_1).strip());
        } catch (IllegalArgumentException e) {
            return printed;
        }
    }

    private static ProblemException failed(String why, @org.jspecify.annotations.Nullable Exception cause) {
        ProblemException problem = BundleProblem.SIGNER_FAILED.thrown(
                "--sign-cmd", "the signing command failed: " + why, "test the command: printf test | COMMAND | base64");
        return cause == null ? problem : problem.causedBy(cause);
    }
}
