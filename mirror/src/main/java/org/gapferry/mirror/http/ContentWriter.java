package org.gapferry.mirror.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * Sends content piece by piece, from the file where it is mapped into the connection. No thread waits for a slow
 * reader.
 */
final class ContentWriter extends IteratingCallback {
    private static final int PIECE = 1 << 20;

    private final ServedState.Bytes bytes;
    private final Response response;
    private final Callback callback;
    private final long end;
    private long position;

    ContentWriter(ServedState.Bytes bytes, long from, long length, Response response, Callback callback) {
        this.bytes = bytes;
        this.position = from;
        this.end = from + length;
        this.response = response;
        this.callback = callback;
    }

    @Override
    protected Action process() throws IOException {
        if (position == end) {
            return Action.SUCCEEDED;
        }
        ByteBuffer piece = bytes.at(position, (int) Math.min(PIECE, end - position));
        position += piece.remaining();
        response.write(position == end, piece, this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
        callback.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        callback.failed(cause);
    }
}
