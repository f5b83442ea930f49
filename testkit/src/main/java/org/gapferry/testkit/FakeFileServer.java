package org.gapferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;

/** Serves files by their paths, and 404 for everything else. */
public final class FakeFileServer implements AutoCloseable {
    private final MockWebServer server = new MockWebServer();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    public FakeFileServer() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                byte[] body = files.get(request.getUrl().encodedPath());
                return body == null
                        ? new MockResponse.Builder().code(404).build()
                        : new MockResponse.Builder()
                                .body(new Buffer().write(body))
                                .build();
            }
        });
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends with a slash. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getPort() + "/");
    }

    /** Serves a file at a path such as {@code /a/b}. */
    public FakeFileServer file(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    public FakeFileServer file(String path, String content) {
        return file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.close();
    }
}
