package org.gapferry.transport;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * How far one attempt to send a request got: whether the server may have seen it, and whether our own content could be
 * read.
 */
final class Sending extends EventListener {
    private static final int BUFFER = 1 << 16;

    private volatile boolean reached;
    private volatile @Nullable IOException failure;

    /** True if the server may have seen the request. */
    boolean reachedServer() {
        return reached;
    }

    /** Why the content that was to be sent could not be read. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void requestHeadersStart(Call call) {
        reached = true;
    }

    /** The body of a request; an empty one if it has no content. okhttp repeats by itself only what is idempotent. */
    RequestBody body(UpstreamRequest request) {
        return new RequestBody() {
            @Override
            public @Nullable MediaType contentType() {
                return request.content()
                        .filter(content -> !content.type().isEmpty())
                        .map(content -> MediaType.get(content.type()))
                        .orElse(null);
            }

            @Override
            public long contentLength() {
                return request.content().map(UpstreamRequest.Content::length).orElse(0L);
            }

            @Override
            public boolean isOneShot() {
                return !request.handling().idempotent();
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                if (request.content().isEmpty()) {
                    return;
                }
                try (InputStream in = opened(request.content().get())) {
                    byte[] buffer = new byte[BUFFER];
                    for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
                        sink.write(buffer, 0, count);
                    }
                }
            }
        };
    }

    private InputStream opened(UpstreamRequest.Content content) throws IOException {
        try {
            return content.open();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private int read(InputStream in, byte[] buffer) throws IOException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
