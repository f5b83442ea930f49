package org.gapferry.cli;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gapferry.bundle.ProblemException;

/**
 * The controlling terminal by its device, used where stdin or stdout is redirected. A secret is not shown while it is
 * typed; echo is switched on again afterwards, also when a signal ends the program in between.
 */
final class TerminalDevice implements Terminal {
    private static final Path DEVICE = Path.of("/dev/tty");
    private static final int LONGEST_LINE = 4_096;

    private final Charset charset;

    private TerminalDevice(Charset charset) {
        this.charset = charset;
    }

    /** Empty on systems without such a device, and for processes without a terminal, such as scheduled jobs. */
    static Optional<Terminal> open() {
        try (InputStream in = new FileInputStream(DEVICE.toFile())) {
            return Optional.of(new TerminalDevice(charset()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Charset charset() {
        String name = System.getProperty("native.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }

    @Override
    public boolean interactive() {
        return false;
    }

    @Override
    public Optional<String> line(String prompt) {
        return read(prompt).map(String::new);
    }

    @Override
    public char[] secret(String prompt) {
        String settings = stty("-g").orElseThrow(TerminalDevice::noEcho);
        Thread restore = new Thread(() -> stty(settings), "terminal");
        Runtime.getRuntime().addShutdownHook(restore);
        try {
            if (stty("-echo").isEmpty()) {
                throw noEcho();
            }
            return read(prompt).orElse(new char[0]);
        } finally {
            stty(settings);
            print("\n");
            try {
                Runtime.getRuntime().removeShutdownHook(restore);
            } catch (IllegalStateException e) {
                // the program is ending, and the hook does the same once more
            }
        }
    }

    private static ProblemException noEcho() {
        return CliProblem.NO_PASSPHRASE.thrown("", "cannot turn off echo at the terminal: `stty` failed");
    }

    private Optional<char[]> read(String prompt) {
        print(prompt);
        byte[] line = new byte[LONGEST_LINE];
        int length = 0;
        try (InputStream in = new FileInputStream(DEVICE.toFile())) {
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0 && length == 0) {
                    return Optional.empty();
                }
                if (next < 0) {
                    break;
                }
                if (length == line.length) {
                    throw CliProblem.NO_PASSPHRASE.thrown(
                            "", "the passphrase is longer than " + line.length + " bytes");
                }
                line[length++] = (byte) next;
            }
            CharBuffer decoded = charset.decode(ByteBuffer.wrap(line, 0, length));
            char[] typed = new char[decoded.remaining()];
            decoded.get(typed);
            Arrays.fill(decoded.array(), ' ');
            return Optional.of(typed);
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    private void print(String text) {
        try (OutputStream out = new FileOutputStream(DEVICE.toFile())) {
            out.write(text.getBytes(charset));
        } catch (IOException e) {
            // the terminal is gone, and so is the answer: the read ends
        }
    }

    /** Runs stty on the terminal; what it printed, or nothing if it failed. */
    private static Optional<String> stty(String argument) {
        try {
            Process process = new ProcessBuilder("stty", argument)
                    .redirectInput(DEVICE.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream printed = process.getInputStream()) {
                String text = new String(printed.readNBytes(LONGEST_LINE), StandardCharsets.US_ASCII).strip();
                return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0
                        ? Optional.of(text)
                        : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
