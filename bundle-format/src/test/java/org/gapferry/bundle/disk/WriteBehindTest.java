package org.gapferry.bundle.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("java")
class WriteBehindTest {
    private static final int BUFFER = 1 << 18;

    @Test
    void writesEverythingInOrder() throws IOException {
        byte[] content = new byte[9 * BUFFER + 17];
        new Random(1).nextBytes(content);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Random sizes = new Random(2);
        try (WriteBehind out = new WriteBehind(file)) {
            for (int at = 0; at < content.length; ) {
                int count = Math.min(content.length - at, sizes.nextInt(1 << 17));
                out.write(content, at, count);
                at += count;
                if (sizes.nextInt(20) == 0) {
                    out.flush();
                    assertThat(file.size()).isEqualTo(at);
                }
            }
            out.flush();
        }
        assertThat(file.toByteArray()).isEqualTo(content);
    }

    @Test
    void whatFitsIntoABufferIsWrittenByTheCaller() throws IOException {
        Set<Thread> writers = new HashSet<>();
        try (WriteBehind out = new WriteBehind(new OutputStream() {
            @Override
            public void write(int b) {
                writers.add(Thread.currentThread());
            }
        })) {
            out.write(new byte[100]);
            out.write(7);
            out.flush();
        }
        assertThat(writers).containsExactly(Thread.currentThread());
    }

    /** Takes so many buffers, then its disk is full; remembers what came afterwards. */
    private static final class Full extends OutputStream {
        private int left;
        private int refused;

        Full(int left) {
            this.left = left;
        }

        @Override
        public void write(int b) {
            throw new AssertionError("whole buffers");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (left-- <= 0) {
                refused++;
                throw new IOException("No space left on device");
            }
        }
    }

    @Test
    void aFailureIsToldAndNothingIsWrittenAfterIt() throws IOException {
        for (int taken = 0; taken < 6; taken++) {
            Full full = new Full(taken);
            try (WriteBehind out = new WriteBehind(full)) {
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 6; i++) {
                                out.write(new byte[BUFFER]);
                            }
                            out.flush();
                        })
                        .isInstanceOf(IOException.class)
                        .hasMessage("No space left on device");
                assertThatThrownBy(out::flush).isInstanceOf(IOException.class);
            }
            assertThat(full.refused).isOne();
        }
    }

    @Test
    void closingWithoutFlushingEndsTheThread() throws IOException {
        try (WriteBehind out = new WriteBehind(new Full(0))) {
            out.write(new byte[BUFFER + 1]);
        }
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("write-behind") && thread.isAlive())
                        .toList())
                .allSatisfy(thread -> assertThat(join(thread)).isTrue());
    }

    private static boolean join(Thread thread) {
        try {
            thread.join(10_000);
            return !thread.isAlive();
        } catch (InterruptedException e) {
            return false;
        }
    }
}
