package org.gapferry.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Stdout or stderr of the process. A reader that ends before the output does, such as {@code head}, is not an error;
 * what cannot be written for another reason is.
 */
final class StandardOutput extends OutputStream {
    private final OutputStream to;
    private boolean closed;

    StandardOutput(OutputStream to) {
        this.to = to;
    }

    static PrintStream of(FileDescriptor descriptor) {
        return new PrintStream(new StandardOutput(new FileOutputStream(descriptor)), true, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            return;
        }
        try {
            to.write(bytes, offset, length);
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("Broken pipe")) {
                throw e;
            }
            closed = true;
        }
    }
}
