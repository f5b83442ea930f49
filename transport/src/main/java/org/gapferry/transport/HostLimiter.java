package org.gapferry.transport;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Limits the requests that one host gets at a time. */
final class HostLimiter {
    private final int limit;
    private final Map<String, Semaphore> hosts = new ConcurrentHashMap<>();

    HostLimiter(int limit) {
        this.limit = limit;
    }

    /** Waits for a place; closing what is returned gives it back. */
    Place enter(URI url) throws InterruptedException {
        Semaphore semaphore = hosts.computeIfAbsent(String.valueOf(url.getHost()), host -> new Semaphore(limit, true));
        semaphore.acquire();
        return semaphore::release;
    }

    interface Place extends AutoCloseable {
        @Override
        void close();
    }
}
