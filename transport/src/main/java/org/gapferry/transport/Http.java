package org.gapferry.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.transport.UpstreamFailure.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests: checks every hop against the allow-list, follows redirects itself, limits the requests per host, and tries again what may
 * succeed next time. Safe for use by several threads.
 */
public final class Http implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Http.class);
    private static final int MAX_REDIRECTS = 10;
    private static final long LONGEST_LIMIT = 999_999;

    /** Content is wanted as it lies. */
    static final Map<String, String> IDENTITY = Map.of("Accept-Encoding", "identity");

    private final Clients clients;
    private final Network network;
    private final EgressPolicy egress;
    private final RetryPolicy retries;
    private final HostLimiter limiter;
    private final String userAgent;
    private final boolean offline;
    private final AtomicLong requests = new AtomicLong();

    /** @param perHost how many requests one host gets at a time */
    public Http(EgressPolicy egress, RetryPolicy retries, Network network, int perHost, String userAgent) {
        this(egress, retries, network, perHost, userAgent, false);
    }

    /** @param offline true to send nothing at all: what is not in a cache is then not to be had */
    public Http(
            EgressPolicy egress, RetryPolicy retries, Network network, int perHost, String userAgent, boolean offline) {
        this.offline = offline;
        this.egress = egress;
        this.retries = retries;
        this.network = network;
        this.limiter = new HostLimiter(perHost);
        this.userAgent = userAgent;
        this.clients = new Clients(network);
    }

    /** Takes an answer of status 200 or 304 while its body can be read, and says what it was worth. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Response response) throws IOException;
    }

    /** Something that is asked for until it is there, and that may go on where it broke off. */
    interface Exchange<T> extends Reader<T> {
        /** What the next request says beside the question. */
        Map<String, String> headers();

        /** True, once, if something arrived: then it is worth further attempts. */
        boolean progressed();
    }

    private record Simple<T>(Map<String, String> headers, Reader<T> reader) implements Exchange<T> {
        @Override
        public boolean progressed() {
            return false;
        }

        @Override
        public T read(Response response) throws IOException {
            return reader.read(response);
        }
    }

    /** An answer that should be asked for again: truncated, or not what its digest says. */
    static final class Unusable extends IOException {
        private final transient Problem problem;

        Unusable(Problem problem) {
            super(problem.sentence());
            this.problem = problem;
        }
    }

    /** True if nothing is sent. */
    boolean isOffline() {
        return offline;
    }

    static ProblemException notCached(URI url, String action) {
        return TransportProblem.NOT_CACHED.thrown(
                RedactedUrl.of(url), action + " is not in the cache", "run the same command without --offline");
    }

    /**
     * The size of a file in bytes, as its upstream says; empty if it does not, or has no such file.
     *
     * @throws ProblemException UPSTREAM or CREDENTIALS
     */
    public OptionalLong size(Question question) {
        if (offline) {
            return OptionalLong.empty();
        }
        Optional<Long> size = send("HEAD", question, new Simple<>(IDENTITY, response -> {
            String length = response.header("Content-Length", "");
            return length != null && length.matches("[0-9]{1,18}") ? Long.parseLong(length) : -1L;
        }));
        return size.isPresent() && size.get() >= 0 ? OptionalLong.of(size.get()) : OptionalLong.empty();
    }

    /** True if an upstream has a file; nothing is known of it where nothing is sent. */
    boolean exists(Question question) {
        return !offline
                && send("HEAD", question, new Simple<>(IDENTITY, response -> true))
                        .isPresent();
    }

    /** Why a host cannot be reached; empty if it answers, whatever it says. One attempt. */
    public Optional<Problem> unreachable(URI url) {
        egress.check(url, "a look at " + url.getHost());
        Request request = request("HEAD", url, Question.of(url, "*/*", "a look at " + url.getHost()), Map.of());
        try (Response response = clients.of(url).newCall(request).execute()) {
            LOG.debug("{} {}", response.code(), RedactedUrl.of(url));
            return response.code() == 407
                    ? Optional.of(proxyCredentialsNeeded(url, "a look at " + url.getHost()))
                    : Optional.empty();
        } catch (SSLException e) {
            return Optional.of(Refusals.ofTls(url, "a look at " + url.getHost(), e));
        } catch (IOException e) {
            return Optional.of(
                    Refusals.isOfProxy(e)
                            ? Refusals.ofProxy(
                                    url,
                                    "a look at " + url.getHost(),
                                    e,
                                    network.proxies().to(url))
                            : unreachable(url, "a look at " + url.getHost(), describe(e)));
        }
    }

    Instant now() {
        return retries.clock().instant();
    }

    /** How many requests were sent. */
    public long requests() {
        return requests.get();
    }

    /**
     * Sends a GET until it succeeds, definitely fails, or the attempts are used up.
     *
     * @param more headers beside those of the question
     * @return empty for 404 and 410, and where the question says so for 403
     * @throws ProblemException UPSTREAM, CREDENTIALS, or PARTIAL if a limit of requests is used up
     */
    <T> Optional<T> get(Question question, Map<String, String> more, Reader<T> reader) {
        return send("GET", question, new Simple<>(more, reader));
    }

    /** The same for what may go on where it broke off. */
    <T> Optional<T> exchange(Question question, Exchange<T> exchange) {
        return send("GET", question, exchange);
    }

    private <T> Optional<T> send(String method, Question question, Exchange<T> exchange) {
        String action = question.action();
        if (offline) {
            throw notCached(question.url(), action);
        }
        for (int attempt = 1; ; attempt++) {
            requireTime(question);
            Outcome<T> outcome = attempt(method, question, exchange);
            if (outcome.failure == null) {
                return Optional.ofNullable(outcome.value);
            }
            requireTime(question);
            attempt = exchange.progressed() ? 1 : attempt;
            Duration pause = retries.pause(attempt, outcome.retryAfter);
            if (!outcome.mayRetry || attempt >= retries.attempts() || pause.compareTo(retries.longestWait()) > 0) {
                LOG.warn("{} failed for good after {} attempts: {}", action, attempt, outcome.failure.getMessage());
                throw outcome.failure;
            }
            LOG.info(
                    "{} failed, attempt {}, again in {} ms: {}",
                    action,
                    attempt,
                    pause.toMillis(),
                    outcome.failure.getMessage());
            try {
                retries.sleeper().sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw outcome.failure.causedBy(e);
            }
        }
    }

    private void requireTime(Question question) {
        if (network.until().isPresent()
                && !retries.clock().instant().isBefore(network.until().get())) {
            throw TransportProblem.TIME_UP.thrown(
                    RedactedUrl.of(question.url()),
                    question.action() + " was not fetched: the time that was given is up",
                    "run the same command again: what was downloaded is kept; or give it more with --time-limit");
        }
    }

    /** What one attempt came to: a value, nothing, or a failure. */
    private record Outcome<T>(
            @Nullable T value, @Nullable UpstreamException failure, boolean mayRetry, @Nullable String retryAfter) {
        static <T> Outcome<T> failed(Problem problem, boolean mayRetry) {
            Kind kind = UpstreamFailure.kind(problem).orElseThrow();
            return new Outcome<>(null, new UpstreamException(problem, UpstreamFailure.of(kind)), mayRetry, null);
        }
    }

    private <T> Outcome<T> attempt(String method, Question question, Exchange<T> exchange) {
        String action = question.action();
        URI hop = question.url();
        try {
            for (int redirects = 0; ; redirects++) {
                egress.check(hop, action);
                try (HostLimiter.Place place = limiter.enter(hop);
                        Response response = call(request(method, hop, question, exchange.headers()), hop)
                                .execute()) {
                    requests.incrementAndGet();
                    LOG.debug("{} {}", response.code(), RedactedUrl.of(hop));
                    int status = response.code();
                    if (status >= 300 && status < 400 && status != 304) {
                        hop = redirected(hop, response, redirects, action);
                        continue;
                    }
                    return outcome(hop, status, response, question, exchange);
                }
            }
        } catch (Unusable e) {
            return Outcome.failed(e.problem, true);
        } catch (SSLException e) {
            return Outcome.failed(
                    Refusals.ofTls(hop, action, e),
                    !(String.valueOf(e.getMessage()).contains("PKIX")
                            || e instanceof javax.net.ssl.SSLPeerUnverifiedException));
        } catch (ProtocolException e) {
            // okhttp refuses a 407 that no proxy of ours sent, before we see it
            boolean fromProxy = String.valueOf(e.getMessage()).contains("407");
            return fromProxy
                    ? Outcome.failed(proxyCredentialsNeeded(hop, action), false)
                    : Outcome.failed(unreachable(hop, action, describe(e)), true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(unreachable(hop, action, "interrupted"), false);
        } catch (InterruptedIOException e) {
            boolean interrupted = Thread.currentThread().isInterrupted();
            return Outcome.failed(unreachable(hop, action, "timed out"), !interrupted);
        } catch (IOException e) {
            return Refusals.isOfProxy(e)
                    ? Outcome.failed(
                            Refusals.ofProxy(hop, action, e, network.proxies().to(hop)), !Refusals.wantsCredentials(e))
                    : Outcome.failed(unreachable(hop, action, describe(e)), true);
        }
    }

    private static String describe(IOException e) {
        String kind = e instanceof UnknownHostException ? "unknown host " : "";
        return kind + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static Problem unreachable(URI url, String action, String why) {
        return TransportProblem.UNREACHABLE.at(
                RedactedUrl.of(url),
                action + " could not be fetched: " + why,
                "check that this machine reaches the host; what was downloaded is kept, so run the same command again");
    }

    private static Problem proxyCredentialsNeeded(URI url, String action) {
        return TransportProblem.PROXY_CREDENTIALS_NEEDED.at(
                RedactedUrl.of(url),
                action + ": the proxy requires credentials",
                "export HTTPS_PROXY=http://USER:PASSWORD@proxy.example.test:3128, or --credentials FILE");
    }

    /** No call outlives the time that was given. */
    private Call call(Request request, URI hop) {
        Call call = clients.of(hop).newCall(request);
        network.until().ifPresent(end -> call.timeout()
                .deadlineNanoTime(System.nanoTime()
                        + Math.max(
                                1,
                                Duration.between(retries.clock().instant(), end).toNanos())));
        return call;
    }

    private <T> Outcome<T> outcome(URI url, int status, Response response, Question question, Exchange<T> reader)
            throws IOException {
        String action = question.action();
        boolean ofRange = response.request().header("Range") != null;
        if (status == 200 || status == 304 || ofRange && (status == 206 || status == 416)) {
            return new Outcome<>(reader.read(response), null, false, null);
        }
        if (status == 404 || status == 410) {
            return new Outcome<>(null, null, false, null);
        }
        if ((status == 403 || status == 429) && "0".equals(response.header("x-ratelimit-remaining"))) {
            return limited(url, response, action);
        }
        if (status == 403 && question.forbiddenIsAbsent()) {
            return new Outcome<>(null, null, false, null);
        }
        if (status == 407) {
            return Outcome.failed(proxyCredentialsNeeded(url, action), false);
        }
        return refused(url, response, action, RetryPolicy.isTransient(status), response.header("Retry-After"));
    }

    /** An answer that is an error, with what the upstream says of it. */
    private <T> Outcome<T> refused(
            URI url, Response response, String action, boolean mayRetry, @Nullable String retryAfter) {
        int status = response.code();
        String reason = Reason.of(response, String.valueOf(response.request().header("Authorization")));
        Duration wait = retries.pause(1, retryAfter);
        Optional<Instant> retryAt = retryAfter == null
                ? Optional.empty()
                : Optional.of(retries.clock().instant().plus(wait));
        TransportProblem code = status == 401
                ? TransportProblem.CREDENTIALS_NEEDED
                : status == 429
                        ? TransportProblem.RATE_LIMITED
                        : status == 408 || status == 425 || status >= 500
                                ? TransportProblem.SERVER_ERROR
                                : TransportProblem.REFUSED;
        String said = action + ": the upstream answered " + status + (reason.isEmpty() ? "" : " (" + reason + ")");
        Problem problem =
                switch (code) {
                    case CREDENTIALS_NEEDED ->
                        code.at(
                                RedactedUrl.of(url),
                                said + ": credentials required",
                                "name them in --credentials FILE, in ~/.netrc, or: export GAPFERRY_TOKEN_"
                                        + Refusals.variable(url) + "=...");
                    case RATE_LIMITED ->
                        code.at(
                                RedactedUrl.of(url),
                                said + ": rate limit exceeded" + until(retryAt),
                                "run the same command again later; completed downloads are kept");
                    case REFUSED ->
                        code.at(
                                RedactedUrl.of(url),
                                said,
                                "open the URL in a browser on this machine: the upstream, or a proxy in between, refuses it");
                    default ->
                        code.at(
                                RedactedUrl.of(url),
                                said + until(retryAt),
                                "try again later; completed downloads are kept");
                };
        UpstreamFailure failure =
                new UpstreamFailure(code.kind().orElseThrow(), OptionalInt.of(status), reason, retryAt);
        return new Outcome<>(null, new UpstreamException(problem, failure), mayRetry, retryAfter);
    }

    private String until(Optional<Instant> retryAt) {
        return retryAt.map(when -> "; retry "
                        + Durations.in(Duration.between(retries.clock().instant(), when)))
                .orElse("");
    }

    /** As GitHub says it: a 403 that is no refusal, and seconds of Unix time from which on it answers again. */
    private <T> Outcome<T> limited(URI url, Response response, String action) {
        String reset = response.header("x-ratelimit-reset", "");
        long now = retries.clock().instant().getEpochSecond();
        long wait = reset != null && reset.matches("[0-9]{1,12}")
                ? Math.min(LONGEST_LIMIT, Math.max(1, Long.parseLong(reset) - now))
                : 3600;
        Problem problem = TransportProblem.RATE_LIMITED.at(
                RedactedUrl.of(url),
                action + ": rate limit exceeded; resets " + Durations.in(Duration.ofSeconds(wait)),
                "run the same command again after that; completed downloads are kept",
                "a token raises the limit: export GITHUB_TOKEN=...");
        UpstreamFailure failure = new UpstreamFailure(
                Kind.REFUSAL,
                OptionalInt.of(response.code()),
                Reason.of(response, String.valueOf(response.request().header("Authorization"))),
                Optional.of(retries.clock().instant().plusSeconds(wait)));
        return new Outcome<>(null, new UpstreamException(problem, failure), true, Long.toString(wait));
    }

    /** Credentials are for the host that was asked, and never follow to another one. */
    private Request request(String method, URI hop, Question question, Map<String, String> more) {
        Request.Builder builder =
                new Request.Builder().url(hop.toString()).method(method, null).header("User-Agent", userAgent);
        network.credentials()
                .of(hop)
                .ifPresent(credential -> builder.header("Authorization", credential.authorization()));
        question.headers().forEach((name, value) -> {
            if (!name.equals("Authorization") || EgressPolicy.isSameOrigin(hop, question.url())) {
                builder.header(name, value);
            }
        });
        more.forEach(builder::header);
        return builder.build();
    }

    private static URI redirected(URI from, Response response, int redirects, String action) {
        String location = response.header("Location");
        URI to;
        try {
            to = location == null ? null : from.resolve(location);
        } catch (IllegalArgumentException e) {
            to = null;
        }
        String scheme =
                to == null || to.getScheme() == null ? "" : to.getScheme().toLowerCase(Locale.ROOT);
        if (to == null || redirects >= MAX_REDIRECTS || !(scheme.equals("https") || scheme.equals("http"))) {
            throw TransportProblem.BAD_REDIRECT.thrown(
                    RedactedUrl.of(from), action + " was redirected nowhere, or more than " + MAX_REDIRECTS + " times");
        }
        if ("https".equalsIgnoreCase(from.getScheme()) && scheme.equals("http")) {
            throw TransportProblem.BAD_REDIRECT.thrown(
                    RedactedUrl.of(from), action + " was redirected from https to http: " + RedactedUrl.of(to));
        }
        return to;
    }

    @Override
    public void close() {
        clients.close();
    }
}
