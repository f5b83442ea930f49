package org.gapferry.cli.command;

import java.io.IOException;
import org.gapferry.mirror.http.MirrorServer;
import org.slf4j.LoggerFactory;

/** Keeps a server running until the process is told to end. */
final class Serving {
    private Serving() {}

    /** On SIGTERM or SIGINT running requests are answered first. */
    static void untilTerminated(MirrorServer server) {
        Thread drain = new Thread(
                () -> {
                    try {
                        server.close();
                    } catch (IOException e) {
                        LoggerFactory.getLogger(Serving.class).warn("could not drain", e);
                    }
                },
                "drain");
        Runtime.getRuntime().addShutdownHook(drain);
        try {
            server.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
