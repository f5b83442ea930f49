package org.gapferry.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One request to an upstream, as an immutable value that can be sent more than once.
 *
 * @param action what is fetched or done, for messages, such as {@code metadata of express}
 * @param headers by name, whatever the case; but for {@code Accept} they are only sent to the host of the URL, since
 *     they may hold keys
 * @param authorization the value of that header, sent only to the host of the URL and never to where a redirect leads
 * @param range the part of the content that is wanted; empty for all
 * @param content what is sent; empty for none
 * @param ways whose settings it is sent with, before those of this machine: where the first is refused or finds
 *     nothing, the next. Never empty
 */
public record UpstreamRequest(
        Method method,
        URI url,
        String action,
        Map<String, String> headers,
        Optional<String> authorization,
        Optional<Range> range,
        Optional<Content> content,
        Handling handling,
        List<ClientSettings> ways) {
    private static final String ACCEPT = "Accept";

    /** The methods that registries have. */
    public enum Method {
        GET(true),
        HEAD(true),
        POST(false),
        PUT(true),
        PATCH(false),
        DELETE(true);

        private final boolean idempotent;

        Method(boolean idempotent) {
            this.idempotent = idempotent;
        }

        boolean isRead() {
            return this == GET || this == HEAD;
        }
    }

    /**
     * How a request is treated.
     *
     * @param idempotent true if sending it twice does the same as sending it once: only then it is sent again after it
     *     may have reached
     *     the server. What the server certainly did not act upon (no connection, 401, 429) is sent again in any case
     * @param expectContinue true to wait for the server's consent before the content is sent (RFC 9110 10.1.1); for
     *     servers that are
     *     known to give it, since others are waited for until the connection counts as silent
     * @param forbiddenIsAbsent true where 403 says that something does not exist, as buckets answer whose content may
     *     not be listed
     * @param tokenHosts hosts that may be given the credentials of the URL's host in exchange for a token, beside that
     *     host itself
     * @param rateLimit how the upstream tells that a rate limit is exceeded, beside 429
     */
    public record Handling(
            boolean idempotent,
            boolean expectContinue,
            boolean forbiddenIsAbsent,
            Set<String> tokenHosts,
            Optional<RateLimitRule> rateLimit) {
        public Handling {
            tokenHosts = tokenHosts.stream()
                    .map(host -> host.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /**
     * A range of bytes (RFC 9110 14.1.2).
     *
     * @param first of them, from 0; -1 for the last {@code last} bytes
     * @param last of them, inclusive; -1 for the end
     */
    public record Range(long first, long last) {
        /** From a first byte to a last one, inclusive. */
        public static Range of(long first, long last) {
            if (first < 0 || last < first) {
                throw new IllegalArgumentException(first + "-" + last);
            }
            return new Range(first, last);
        }

        /** From a byte to the end. */
        public static Range from(long first) {
            return new Range(first, -1);
        }

        /** The last bytes; all if there are fewer. */
        public static Range last(long count) {
            return new Range(-1, count);
        }

        String header() {
            return "bytes=" + (first < 0 ? "" : first) + "-" + (last < 0 ? "" : last);
        }
    }

    /** What is sent. It is opened anew each time that the request is sent, and must be the same each time. */
    public interface Content {
        /** The media type; empty for none. */
        String type();

        /** The size in bytes; -1 if it is not known, and then sent in chunks. */
        long length();

        /** The bytes from their beginning. */
        InputStream open() throws IOException;

        /** Opens a stream. */
        @FunctionalInterface
        interface Source {
            InputStream open() throws IOException;
        }

        /** Bytes in memory. */
        static Content of(byte[] bytes, String type) {
            return of(bytes.length, type, () -> new ByteArrayInputStream(bytes));
        }

        /** A stream that can be opened again, such as a file's. */
        static Content of(long length, String type, Source source) {
            return new Content() {
                @Override
                public String type() {
                    return type;
                }

                @Override
                public long length() {
                    return length;
                }

                @Override
                public InputStream open() throws IOException {
                    return source.open();
                }
            };
        }
    }

    public UpstreamRequest {
        Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        headers = Collections.unmodifiableMap(sorted);
        ways = ways.isEmpty() ? List.of(ClientSettings.NONE) : List.copyOf(ways);
    }

    /** A request without headers and content; whether it is idempotent is as RFC 9110 9.2.2 says of its method. */
    public static UpstreamRequest of(Method method, URI url, String action) {
        return new UpstreamRequest(
                method,
                url,
                action,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Handling(method.idempotent, false, false, Set.of(), Optional.empty()),
                List.of());
    }

    /** A GET for one of some media types. */
    public static UpstreamRequest get(URI url, String accept, String action) {
        return of(Method.GET, url, action).header(ACCEPT, accept);
    }

    /** The media types that are accepted. */
    public String accept() {
        return headers.getOrDefault(ACCEPT, "*/*");
    }

    /** The same with another method. */
    public UpstreamRequest method(Method other) {
        return new UpstreamRequest(other, url, action, headers, authorization, range, content, handling, ways);
    }

    /** The same with one more header, or another value for it. */
    public UpstreamRequest header(String name, String value) {
        Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(name, value);
        return new UpstreamRequest(method, url, action, more, authorization, range, content, handling, ways);
    }

    /** The same with credentials. */
    public UpstreamRequest as(Optional<String> credentials) {
        return new UpstreamRequest(method, url, action, headers, credentials, range, content, handling, ways);
    }

    /** The same with the settings of somebody, before those of this machine. */
    public UpstreamRequest by(List<ClientSettings> settings) {
        return new UpstreamRequest(method, url, action, headers, authorization, range, content, handling, settings);
    }

    /** The same for a part of the content. */
    public UpstreamRequest range(Range part) {
        return new UpstreamRequest(
                method, url, action, headers, authorization, Optional.of(part), content, handling, ways);
    }

    /** The same with something to send. */
    public UpstreamRequest content(Content sent) {
        return new UpstreamRequest(
                method, url, action, headers, authorization, range, Optional.of(sent), handling, ways);
    }

    /** The same, stating whether sending it twice does the same as sending it once. */
    public UpstreamRequest idempotent(boolean stated) {
        return handled(new Handling(
                stated,
                handling.expectContinue(),
                handling.forbiddenIsAbsent(),
                handling.tokenHosts(),
                handling.rateLimit()));
    }

    /** The same, waiting for the server's consent before the content is sent. */
    public UpstreamRequest expectingContinue() {
        return handled(new Handling(
                handling.idempotent(),
                true,
                handling.forbiddenIsAbsent(),
                handling.tokenHosts(),
                handling.rateLimit()));
    }

    /** The same where 403 means the same as 404. */
    public UpstreamRequest orForbidden() {
        return handled(new Handling(
                handling.idempotent(), handling.expectContinue(), true, handling.tokenHosts(), handling.rateLimit()));
    }

    /** The same where the credentials of the URL's host may also be given to other hosts that issue tokens for it. */
    public UpstreamRequest tokensFrom(Collection<String> hosts) {
        return handled(new Handling(
                handling.idempotent(),
                handling.expectContinue(),
                handling.forbiddenIsAbsent(),
                Set.copyOf(hosts),
                handling.rateLimit()));
    }

    /** The same where the upstream tells of its rate limit in headers of its own. */
    public UpstreamRequest limitedBy(RateLimitRule rule) {
        return handled(new Handling(
                handling.idempotent(),
                handling.expectContinue(),
                handling.forbiddenIsAbsent(),
                handling.tokenHosts(),
                Optional.of(rule)));
    }

    private UpstreamRequest handled(Handling other) {
        return new UpstreamRequest(method, url, action, headers, authorization, range, content, other, ways);
    }

    /** Without what may be secret. */
    @Override
    public String toString() {
        return action + " (" + method + " " + RedactedUrl.of(url) + ")";
    }
}
