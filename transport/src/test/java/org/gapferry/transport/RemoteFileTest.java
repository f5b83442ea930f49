package org.gapferry.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteFileTest {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");

    private final MockWebServer server = new MockWebServer();
    private final Ranges ranges = new Ranges();
    private Http http;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(ranges);
        server.start();
        RetryPolicy retries = new RetryPolicy(
                3, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(60), Clock.systemUTC(), pause -> {});
        http = new Http(new EgressPolicy(List.of(server.url("/").uri()), List.of()), retries, Network.PLAIN, 4, "test");
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    /** A server that answers ranges, or does not. */
    private static final class Ranges extends Dispatcher {
        private byte[] content = new byte[5_000_003];
        private String tag = "\"one\"";
        private int status = 206;
        private boolean breaks;
        private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

        Ranges() {
            new Random(7).nextBytes(content);
        }

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            String range = String.valueOf(request.getHeaders().get("Range"));
            String ifRange = request.getHeaders().get("If-Range");
            asked.add(range);
            if (status != 206) {
                return new MockResponse.Builder()
                        .code(status)
                        .body(status == 200 ? new Buffer().write(content) : new Buffer())
                        .build();
            }
            MockResponse.Builder answer = new MockResponse.Builder();
            if (!tag.isEmpty()) {
                answer.addHeader("ETag", tag);
            }
            if (ifRange != null && !ifRange.equals(tag)) {
                return answer.body(new Buffer().write(content)).build();
            }
            Matcher matcher = RANGE.matcher(range);
            assertThat(matcher.matches()).isTrue();
            int from;
            int to = content.length - 1;
            if (matcher.group(1).isEmpty()) {
                from = Math.max(0, content.length - Integer.parseInt(matcher.group(2)));
            } else {
                from = Integer.parseInt(matcher.group(1));
                to = Integer.parseInt(matcher.group(2));
            }
            answer.code(206)
                    .addHeader("Content-Range", "bytes " + from + "-" + to + "/" + content.length)
                    .body(new Buffer().write(Arrays.copyOfRange(content, from, to + 1)));
            if (breaks) {
                breaks = false;
                answer.onResponseBody(SocketEffect.ShutdownConnection.INSTANCE);
            }
            return answer.build();
        }
    }

    private RemoteFile.Opened open() {
        return RemoteFile.open(http, UpstreamRequest.get(server.url("/x.whl").uri(), "*/*", "x.whl"));
    }

    private RemoteFile ranged() {
        RemoteFile.Opened opened = open();
        assertThat(opened).isInstanceOf(RemoteFile.Opened.Ranged.class);
        return ((RemoteFile.Opened.Ranged) opened).file();
    }

    private static byte[] read(RemoteFile file, long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        file.position(position);
        while (buffer.hasRemaining() && file.read(buffer) >= 0) {
            assertThat(file.position()).isEqualTo(position + buffer.position());
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    @Test
    void theEndIsReadWithTheFirstRequestAndOtherPartsWithOneEach() throws IOException {
        try (RemoteFile file = ranged()) {
            int size = ranges.content.length;
            assertThat(file.size()).isEqualTo(size);
            assertThat(read(file, size - 22, 100)).isEqualTo(Arrays.copyOfRange(ranges.content, size - 22, size));
            assertThat(ranges.asked).containsExactly("bytes=-65536");
            assertThat(read(file, 100_000, 50_000)).isEqualTo(Arrays.copyOfRange(ranges.content, 100_000, 150_000));
            assertThat(read(file, 66_000, 1000)).isEqualTo(Arrays.copyOfRange(ranges.content, 66_000, 67_000));
            assertThat(ranges.asked).containsExactly("bytes=-65536", "bytes=65536-196607");
        }
    }

    @Test
    void everyPartIsAsItLiesWhateverIsReadInWhateverOrder() throws IOException {
        Random random = new Random(11);
        int size = ranges.content.length;
        try (RemoteFile file = ranged()) {
            for (int i = 0; i < 200; i++) {
                int from = random.nextInt(size);
                int count = random.nextInt(1, 200_000);
                assertThat(read(file, from, count))
                        .as(from + " " + count)
                        .isEqualTo(Arrays.copyOfRange(ranges.content, from, Math.min(size, from + count)));
            }
            assertThat(read(file, 0, size)).isEqualTo(ranges.content);
            assertThat(file.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(file.position(size + 5L).read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void aFileThatChangesWhileItIsReadIsNeverMixed() throws IOException {
        for (String first : List.of("\"one\"", "")) {
            ranges.tag = first;
            try (RemoteFile file = ranged()) {
                ranges.tag = "\"two\"";
                UpstreamException changed = catchThrowableOfType(UpstreamException.class, () -> read(file, 0, 10));
                assertThat(changed.first().code()).isEqualTo(TransportProblem.CHANGED);
            }
        }
        ranges.tag = "";
        try (RemoteFile file = ranged()) {
            ranges.content = Arrays.copyOf(ranges.content, ranges.content.length - 1);
            assertThat(catchThrowableOfType(UpstreamException.class, () -> read(file, 0, 10))
                            .first()
                            .code())
                    .isEqualTo(TransportProblem.CHANGED);
        }
        try (RemoteFile file = ranged()) {
            ranges.status = 404;
            assertThat(catchThrowableOfType(UpstreamException.class, () -> read(file, 0, 10))
                            .first()
                            .code())
                    .isEqualTo(TransportProblem.CHANGED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 416})
    void aServerWithoutRangesIsToldApart(int status) {
        ranges.status = status;
        assertThat(open()).isEqualTo(new RemoteFile.Opened.NoRanges());
    }

    @Test
    void aFileThatIsNotThereIsAbsentAndASmallOneNeedsNoRanges() throws IOException {
        ranges.status = 404;
        assertThat(open()).isEqualTo(new RemoteFile.Opened.Absent());
        ranges.status = 200;
        ranges.content = "small".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try (RemoteFile file = ranged()) {
            assertThat(read(file, 0, 10)).isEqualTo(ranges.content);
        }
        assertThat(ranges.asked).hasSize(2);
    }

    @Test
    void aPartThatBreaksOffIsAskedForAgain() throws IOException {
        try (RemoteFile file = ranged()) {
            ranges.breaks = true;
            assertThat(read(file, 0, 100_000)).isEqualTo(Arrays.copyOf(ranges.content, 100_000));
        }
    }

    @Test
    void itIsAChannelForReading() throws IOException {
        RemoteFile file = ranged();
        assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1))).isInstanceOf(NonWritableChannelException.class);
        assertThatThrownBy(() -> file.truncate(0)).isInstanceOf(NonWritableChannelException.class);
        assertThat(file.isOpen()).isTrue();
        file.close();
        assertThat(file.isOpen()).isFalse();
        assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
    }
}
