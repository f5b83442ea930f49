package org.gapferry.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.gapferry.transport.EgressPolicy;
import org.gapferry.transport.Http;
import org.gapferry.transport.Network;
import org.gapferry.transport.RemoteFile;
import org.gapferry.transport.RetryPolicy;
import org.gapferry.transport.UpstreamException;
import org.gapferry.transport.UpstreamFailure;
import org.gapferry.transport.UpstreamRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An archive that is read where its upstream has it. */
class RemoteArchiveTest {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");

    private final MockWebServer server = new MockWebServer();
    private final AtomicLong sent = new AtomicLong();
    private byte[] archive = new byte[0];
    private boolean down;
    private Http http;

    @BeforeEach
    void start() throws IOException {
        archive = archive();
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                Matcher range =
                        RANGE.matcher(String.valueOf(request.getHeaders().get("Range")));
                if (down || !range.matches()) {
                    return new MockResponse.Builder().code(503).build();
                }
                boolean tail = range.group(1).isEmpty();
                int from = tail ? archive.length - Integer.parseInt(range.group(2)) : Integer.parseInt(range.group(1));
                int to = tail ? archive.length - 1 : Integer.parseInt(range.group(2));
                sent.addAndGet(to - from + 1L);
                return new MockResponse.Builder()
                        .code(206)
                        .addHeader("Content-Range", "bytes " + from + "-" + to + "/" + archive.length)
                        .body(new Buffer().write(Arrays.copyOfRange(archive, from, to + 1)))
                        .build();
            }
        });
        server.start();
        RetryPolicy retries = new RetryPolicy(
                2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1), Clock.systemUTC(), pause -> {});
        http = new Http(new EgressPolicy(List.of(server.url("/").uri()), List.of()), retries, Network.PLAIN, 2, "test");
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private static byte[] archive() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            byte[] code = new byte[3 << 20];
            new Random(1).nextBytes(code);
            CRC32 crc = new CRC32();
            crc.update(code);
            ZipEntry large = new ZipEntry("x/code.so");
            large.setMethod(ZipEntry.STORED);
            large.setSize(code.length);
            large.setCrc(crc.getValue());
            zip.putNextEntry(large);
            zip.write(code);
            zip.putNextEntry(new ZipEntry("x-1.0.dist-info/METADATA"));
            zip.write("Name: x".getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private RemoteFile remote() {
        RemoteFile.Opened opened =
                RemoteFile.open(http, UpstreamRequest.get(server.url("/x.whl").uri(), "*/*", "x.whl"));
        assertThat(opened).isInstanceOf(RemoteFile.Opened.Ranged.class);
        return ((RemoteFile.Opened.Ranged) opened).file();
    }

    @Test
    void oneFileOfAnArchiveIsReadWithoutDownloadingTheArchive() throws IOException {
        try (ZipEntries zip = ZipEntries.open(remote(), ArchiveLimits.DEFAULT);
                InputStream in = zip.find(EntryPath.of("x-1.0.dist-info/METADATA"))
                        .orElseThrow()
                        .content()
                        .open()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("Name: x");
        }
        assertThat(sent.get()).isLessThan(archive.length / 10);
    }

    @Test
    void anUpstreamThatFailsMeanwhileIsNotTakenForADamagedArchive() {
        RemoteFile file = remote();
        down = true;
        UpstreamException failed =
                catchThrowableOfType(UpstreamException.class, () -> ZipEntries.open(file, ArchiveLimits.DEFAULT));
        assertThat(failed.failure().kind()).isEqualTo(UpstreamFailure.Kind.OUTAGE);
    }
}
