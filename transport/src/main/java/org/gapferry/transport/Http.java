package org.gapferry.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.Challenge;
import okhttp3.Request;
import okhttp3.Response;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.transport.UpstreamRequest.Method;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests: checks every hop against the allowed hosts, follows redirects, answers challenges with credentials
 * and tokens, limits the requests per host, and repeats what may succeed next time. Safe for use by several threads.
 */
public final class Http implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Http.class);
    private static final int MAX_REDIRECTS = 10;
    private static final int MAX_CHALLENGES = 2;
    private static final long MAX_TOKEN = 1 << 20;

    /** Content is wanted as it is stored. */
    static final Map<String, String> IDENTITY = Map.of("Accept-Encoding", "identity");

    private final Function<ClientSettings, Network> networks;
    private final Map<ClientSettings, Reach> reaches = new ConcurrentHashMap<>();
    private final Network network;
    private final EgressPolicy egress;
    private final RetryPolicy retries;
    private final ErrorAnswers errors;
    private final HostLimiter limiter;
    private final String userAgent;
    private final boolean offline;
    private final AtomicLong requests = new AtomicLong();

    /** @param perHost how many requests one host gets at a time */
    public Http(EgressPolicy egress, RetryPolicy retries, Network network, int perHost, String userAgent) {
        this(egress, retries, network, perHost, userAgent, false);
    }

    /**
     * How requests reach hosts that are sent with certain settings: tokens that these were given, and connections, are
     * used for nobody else.
     */
    private record Reach(Network network, Clients clients, BearerTokens tokens) {}

    /** @param offline true to send nothing at all: only what is in a cache can be had */
    public Http(
            EgressPolicy egress, RetryPolicy retries, Network network, int perHost, String userAgent, boolean offline) {
        this(egress, retries, network::and, perHost, userAgent, offline);
    }

    /**
     * @param networks how hosts are reached by requests that have settings of their own
     * @param offline true to send nothing at all: only what is in a cache can be had
     */
    public Http(
            EgressPolicy egress,
            RetryPolicy retries,
            Function<ClientSettings, Network> networks,
            int perHost,
            String userAgent,
            boolean offline) {
        this.offline = offline;
        this.egress = egress;
        this.retries = retries;
        this.errors = new ErrorAnswers(retries);
        this.networks = networks;
        this.network = networks.apply(ClientSettings.NONE);
        this.limiter = new HostLimiter(perHost);
        this.userAgent = userAgent;
        reaches.put(ClientSettings.NONE, reach(ClientSettings.NONE, network));
    }

    private Reach reach(ClientSettings settings) {
        return reaches.computeIfAbsent(settings, own -> reach(own, networks.apply(own)));
    }

    private Reach reach(ClientSettings settings, Network by) {
        BearerTokens tokens = new BearerTokens(
                retries.clock(), request -> send(request.by(List.of(settings)), new Whole(request, MAX_TOKEN), false)
                        .orElseThrow());
        return new Reach(by, new Clients(by), tokens);
    }

    /** Takes an answer while its body can be read, and makes something of it. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Response response) throws IOException;
    }

    /** Something that is asked for until it is complete, and that may resume where it broke off. */
    interface Exchange<T> extends Reader<T> {
        /** Headers of the next request, beside those of the request itself. */
        default Map<String, String> headers() {
            return Map.of();
        }

        /** True, once, if something arrived: then it is worth further attempts. */
        default boolean progressed() {
            return false;
        }

        /** True for an answer that is read; others are errors, or say that there is nothing. */
        default boolean takes(Response response) {
            int status = response.code();
            boolean ofRange = response.request().header("Range") != null;
            return status == 200 || status == 304 || ofRange && (status == 206 || status == 416);
        }
    }

    private record Simple<T>(Map<String, String> headers, Reader<T> reader) implements Exchange<T> {
        @Override
        public T read(Response response) throws IOException {
            return reader.read(response);
        }
    }

    /** An answer with its whole body, whatever it says. */
    private record Whole(UpstreamRequest request, long max) implements Exchange<UpstreamResponse> {
        @Override
        public Map<String, String> headers() {
            return IDENTITY;
        }

        @Override
        public boolean takes(Response response) {
            int status = response.code();
            return status < 500 && !RetryPolicy.isTransient(status) && status != 401 && status != 407;
        }

        @Override
        public UpstreamResponse read(Response response) throws IOException {
            byte[] body = response.body().byteStream().readNBytes((int) Math.min(Integer.MAX_VALUE - 8, max + 1));
            URI url = response.request().url().uri();
            if (body.length > max) {
                throw new UpstreamException(
                        TransportProblem.TOO_LARGE.at(
                                RedactedUrl.of(url),
                                request.action() + ": the answer is larger than " + max + " bytes"),
                        UpstreamFailure.of(UpstreamFailure.Kind.UNUSABLE));
            }
            Map<String, List<String>> headers = new TreeMap<>();
            response.headers()
                    .names()
                    .forEach(name -> headers.put(name.toLowerCase(Locale.ROOT), response.headers(name)));
            String sent = response.request().header("Authorization");
            String reason = Reason.of(String.valueOf(response.header("Content-Type")), body, sent == null ? "" : sent);
            return new UpstreamResponse(request, url, response.code(), headers, body, reason);
        }
    }

    /** An answer that should be asked for again: truncated, or with another digest than declared. */
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
     * Sends a request of any method, and tells what the upstream answered.
     *
     * <p>A request that is stated to be idempotent is repeated after failures that may pass; any other only where the
     * server certainly did not act upon it: no connection, 401, 429. Reads follow every redirect; other methods follow
     * 307 and 308 with their content, and 303 with a GET.
     *
     * @param max the largest body of an answer in bytes
     * @return the answer of any status but 401, 407, 408, 425, 429 and 5xx
     * @throws UpstreamException for those, when it is not repeated or after all retries, and if there was no answer
     * @throws UncheckedIOException if the content that is to be sent cannot be read
     */
    public UpstreamResponse send(UpstreamRequest request, long max) {
        return send(request, new Whole(request, max), true).orElseThrow();
    }

    /**
     * The size of a file in bytes, as its upstream says; empty if it does not, or has no such file.
     *
     * @throws ProblemException if the upstream does not answer
     */
    public OptionalLong size(UpstreamRequest request) {
        if (offline) {
            return OptionalLong.empty();
        }
        Optional<Long> size = send(request.method(Method.HEAD), new Simple<>(IDENTITY, Http::length), true);
        return size.isPresent() && size.get() >= 0 ? OptionalLong.of(size.get()) : OptionalLong.empty();
    }

    private static long length(Response response) {
        String length = response.header("Content-Length", "");
        return length != null && length.matches("[0-9]{1,18}") ? Long.parseLong(length) : -1L;
    }

    /** True if an upstream has a file; false where nothing is sent. */
    boolean exists(UpstreamRequest request) {
        return !offline
                && send(request.method(Method.HEAD), new Simple<>(IDENTITY, response -> true), true)
                        .isPresent();
    }

    /** Why a host cannot be reached; empty if it answers, whatever the status. One attempt. */
    public Optional<Problem> unreachable(URI url) {
        String action = "checking " + url.getHost();
        egress.check(url, action);
        UpstreamRequest look = UpstreamRequest.of(Method.HEAD, url, action);
        Reach reach = reach(ClientSettings.NONE);
        try (Response response = reach.clients()
                .of(url)
                .newCall(message(look, reach, Method.HEAD, url, Map.of(), Optional.empty(), new Sending()))
                .execute()) {
            LOG.debug("{} {}", response.code(), RedactedUrl.of(url));
            return response.code() == 407
                    ? Optional.of(ConnectionErrors.proxyCredentialsNeeded(url, action))
                    : Optional.empty();
        } catch (SSLException e) {
            return Optional.of(ConnectionErrors.ofTls(url, action, e));
        } catch (IOException e) {
            return Optional.of(
                    ConnectionErrors.isOfProxy(e)
                            ? ConnectionErrors.ofProxy(
                                    url, action, e, network.proxies().to(url))
                            : ConnectionErrors.unreachable(url, action, ConnectionErrors.describe(e)));
        }
    }

    Instant now() {
        return retries.clock().instant();
    }

    /** Every {@code host:port} that was not contacted since nothing allows it, in order. */
    public List<String> refusedHosts() {
        return egress.refused();
    }

    /** How many requests were sent. */
    public long requests() {
        return requests.get();
    }

    /**
     * Sends a request until it succeeds, definitely fails, or the attempts are used up.
     *
     * @param more headers beside those of the request
     * @return empty for 404 and 410, and where the request says so for 403
     * @throws UpstreamException if the upstream fails
     */
    <T> Optional<T> get(UpstreamRequest request, Map<String, String> more, Reader<T> reader) {
        return send(request, new Simple<>(more, reader), true);
    }

    /** The same for what may resume where it broke off. */
    <T> Optional<T> exchange(UpstreamRequest request, Exchange<T> exchange) {
        return send(request, exchange, true);
    }

    private <T> Optional<T> send(UpstreamRequest request, Exchange<T> exchange, boolean challenges) {
        for (ClientSettings way : request.ways().subList(0, request.ways().size() - 1)) {
            try {
                Optional<T> had = send(request, reach(way), exchange, challenges);
                if (had.isPresent()) {
                    return had;
                }
            } catch (UpstreamException e) {
                if (e.failure().kind() != UpstreamFailure.Kind.REFUSAL) {
                    throw e;
                }
                LOG.info("{} was refused, asking with other settings: {}", request.action(), e.getMessage());
            }
        }
        return send(request, reach(request.ways().get(request.ways().size() - 1)), exchange, challenges);
    }

    private <T> Optional<T> send(UpstreamRequest request, Reach reach, Exchange<T> exchange, boolean challenges) {
        String action = request.action();
        if (offline) {
            throw notCached(request.url(), action);
        }
        int vain = 0;
        while (true) {
            requireTime(request);
            Sending sending = new Sending();
            Outcome<T> outcome = attempt(request, reach, exchange, challenges, sending);
            if (outcome.failure == null) {
                return Optional.ofNullable(outcome.value);
            }
            requireTime(request);
            vain = exchange.progressed() ? 1 : vain + 1;
            Duration pause = retries.pause(vain, outcome.retryAfter);
            boolean again = outcome.again == Again.ALWAYS
                    || outcome.again == Again.IF_HARMLESS
                            && (request.handling().idempotent() || !sending.reachedServer());
            if (!again || vain >= retries.attempts() || pause.compareTo(retries.longestWait()) > 0) {
                LOG.warn("{} failed: {}", action, outcome.failure.getMessage());
                throw outcome.failure;
            }
            LOG.info("{} failed, next attempt in {} ms: {}", action, pause.toMillis(), outcome.failure.getMessage());
            try {
                retries.sleeper().sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw outcome.failure.causedBy(e);
            }
        }
    }

    private void requireTime(UpstreamRequest request) {
        if (network.until().isPresent()
                && !retries.clock().instant().isBefore(network.until().get())) {
            throw TransportProblem.TIME_UP.thrown(
                    RedactedUrl.of(request.url()),
                    request.action() + " was not fetched: the time limit was reached",
                    "run the same command again, since completed downloads are kept; or raise --time-limit");
        }
    }

    /** Whether a failed attempt is worth another one. */
    private enum Again {
        NEVER,
        IF_HARMLESS,
        ALWAYS
    }

    /** What one attempt came to: a value, nothing, or a failure. */
    private record Outcome<T>(
            @Nullable T value, @Nullable UpstreamException failure, Again again, @Nullable String retryAfter) {
        static <T> Outcome<T> absent() {
            return new Outcome<>(null, null, Again.NEVER, null);
        }

        static <T> Outcome<T> failed(Problem problem, boolean mayRetry) {
            UpstreamFailure.Kind kind = UpstreamFailure.kind(problem).orElseThrow();
            return new Outcome<>(
                    null,
                    new UpstreamException(problem, UpstreamFailure.of(kind)),
                    mayRetry ? Again.IF_HARMLESS : Again.NEVER,
                    null);
        }
    }

    /** Where an attempt stands: at a hop, with what was answered to its challenges. */
    private static final class Hop {
        private Method method;
        private URI url;
        private int redirects;
        private int challenged;
        private Optional<String> granted = Optional.empty();
        private boolean fresh;
        private boolean guess = true;

        Hop(UpstreamRequest request) {
            this.method = request.method();
            this.url = request.url();
        }

        void to(URI next, Method by) {
            url = next;
            method = by;
            redirects++;
            challenged = 0;
            granted = Optional.empty();
            fresh = false;
            guess = true;
        }
    }

    private <T> Outcome<T> attempt(
            UpstreamRequest request, Reach reach, Exchange<T> exchange, boolean challenges, Sending sending) {
        String action = request.action();
        Hop hop = new Hop(request);
        try {
            while (true) {
                egress.check(hop.url, action);
                Optional<String> guessed = hop.granted.isEmpty() && hop.guess && challenges
                        ? reach.tokens().known(hop.url)
                        : Optional.empty();
                Optional<String> authorization = hop.granted.or(() -> guessed);
                Challenge challenge;
                String refused;
                try (HostLimiter.Place place = limiter.enter(hop.url);
                        Response response = call(
                                        reach,
                                        message(
                                                request,
                                                reach,
                                                hop.method,
                                                hop.url,
                                                exchange.headers(),
                                                authorization,
                                                sending),
                                        hop.url)
                                .execute()) {
                    requests.incrementAndGet();
                    int status = response.code();
                    LOG.debug("{} {}", status, RedactedUrl.of(hop.url));
                    if (status >= 300 && status < 400 && status != 304) {
                        redirect(hop, response, action);
                        continue;
                    }
                    if (status == 403 && guessed.isPresent()) {
                        // a token of a neighbour may be for something else
                        hop.guess = false;
                        continue;
                    }
                    Optional<Challenge> asked =
                            status == 401 && challenges && hop.challenged < MAX_CHALLENGES && !hop.fresh
                                    ? BearerTokens.among(response.challenges())
                                    : Optional.empty();
                    if (asked.isEmpty()) {
                        return outcome(hop.url, response, request, exchange);
                    }
                    challenge = asked.get();
                    refused = String.valueOf(response.request().header("Authorization"));
                }
                hop.challenged++;
                BearerTokens.Granted granted = reach.tokens()
                        .answer(hop.url, challenge, request, credentials(request, reach, hop.url), refused);
                hop.granted = Optional.of(granted.authorization());
                hop.fresh = granted.fresh();
            }
        } catch (Unusable e) {
            return Outcome.failed(e.problem, true);
        } catch (IOException e) {
            sending.failure().ifPresent(failure -> {
                throw new UncheckedIOException(failure);
            });
            return broken(hop.url, reach, action, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted").initCause(e);
        }
    }

    private <T> Outcome<T> broken(URI url, Reach reach, String action, IOException e) {
        if (e instanceof SSLException tls) {
            boolean settled =
                    String.valueOf(e.getMessage()).contains("PKIX") || e instanceof SSLPeerUnverifiedException;
            return Outcome.failed(ConnectionErrors.ofTls(url, action, tls), !settled);
        } else if (e instanceof ProtocolException
                && String.valueOf(e.getMessage()).contains("407")) {
            // okhttp refuses a 407 that no proxy of ours sent, before we see it
            return Outcome.failed(ConnectionErrors.proxyCredentialsNeeded(url, action), false);
        } else if (e instanceof InterruptedIOException) {
            if (Thread.currentThread().isInterrupted()) {
                throw (CancellationException) new CancellationException("interrupted").initCause(e);
            }
            return Outcome.failed(ConnectionErrors.unreachable(url, action, "timed out"), true);
        } else if (ConnectionErrors.isOfProxy(e)) {
            return Outcome.failed(
                    ConnectionErrors.ofProxy(
                            url, action, e, reach.network().proxies().to(url)),
                    !ConnectionErrors.wantsCredentials(e));
        }
        return Outcome.failed(ConnectionErrors.unreachable(url, action, ConnectionErrors.describe(e)), true);
    }

    /** No call outlives the time limit. */
    private Call call(Reach reach, Request request, URI hop) {
        Call call = reach.clients().of(hop).newCall(request);
        network.until().ifPresent(end -> call.timeout()
                .deadlineNanoTime(System.nanoTime()
                        + Math.max(
                                1,
                                Duration.between(retries.clock().instant(), end).toNanos())));
        return call;
    }

    private <T> Outcome<T> outcome(URI url, Response response, UpstreamRequest request, Exchange<T> exchange)
            throws IOException {
        int status = response.code();
        Optional<RateLimitRule> rule = request.handling().rateLimit();
        if (rule.isPresent() && (status == 403 || status == 429)) {
            Optional<Duration> wait =
                    rule.get().exceeded(response.headers(), retries.clock().instant());
            if (wait.isPresent()) {
                return new Outcome<>(
                        null,
                        errors.limited(
                                url, response, request, wait.get(), rule.get().hint()),
                        Again.ALWAYS,
                        Long.toString(wait.get().toSeconds()));
            }
        }
        if (exchange.takes(response)) {
            return new Outcome<>(exchange.read(response), null, Again.NEVER, null);
        } else if (status == 404
                || status == 410
                || status == 403 && request.handling().forbiddenIsAbsent()) {
            return Outcome.absent();
        } else if (status == 407) {
            return Outcome.failed(ConnectionErrors.proxyCredentialsNeeded(url, request.action()), false);
        }
        Again again = status == 429 ? Again.ALWAYS : RetryPolicy.isTransient(status) ? Again.IF_HARMLESS : Again.NEVER;
        return new Outcome<>(null, errors.of(url, response, request), again, response.header("Retry-After"));
    }

    /**
     * The credentials for a hop: those of the request for its own host, else those of its settings and of this
     * machine. None follows to another host.
     */
    private static Optional<String> credentials(UpstreamRequest request, Reach reach, URI hop) {
        return request.authorization()
                .filter(value -> EgressPolicy.isSameOrigin(hop, request.url()))
                .or(() -> reach.network().credentials().of(hop).map(Credential::authorization));
    }

    /** @param token that was granted for this hop, in place of other credentials */
    private Request message(
            UpstreamRequest request,
            Reach reach,
            Method method,
            URI hop,
            Map<String, String> more,
            Optional<String> token,
            Sending sending) {
        Request.Builder builder = new Request.Builder()
                .url(hop.toString())
                .header("User-Agent", userAgent)
                .tag(Sending.class, sending);
        boolean sends = method == request.method()
                && !method.isRead()
                && (method != Method.DELETE || request.content().isPresent());
        builder.method(method.name(), sends ? sending.body(request) : null);
        boolean own = EgressPolicy.isSameOrigin(hop, request.url());
        Map<String, String> headers = new HashMap<>(own ? request.headers() : Map.of("Accept", request.accept()));
        request.range().ifPresent(range -> headers.put("Range", range.header()));
        if (sends && request.handling().expectContinue() && request.content().isPresent()) {
            headers.put("Expect", "100-continue");
        }
        headers.putAll(more);
        headers.forEach(builder::header);
        token.or(() -> credentials(request, reach, hop)).ifPresent(value -> builder.header("Authorization", value));
        return builder.build();
    }

    private static void redirect(Hop hop, Response response, String action) {
        String location = response.header("Location");
        URI to;
        try {
            to = location == null ? null : hop.url.resolve(location);
        } catch (IllegalArgumentException e) {
            to = null;
        }
        String scheme =
                to == null || to.getScheme() == null ? "" : to.getScheme().toLowerCase(Locale.ROOT);
        int status = response.code();
        if (to == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw badRedirect(hop, action + " was redirected without a usable target");
        } else if (hop.redirects >= MAX_REDIRECTS) {
            throw badRedirect(hop, action + " was redirected more than " + MAX_REDIRECTS + " times");
        } else if ("https".equalsIgnoreCase(hop.url.getScheme()) && scheme.equals("http")) {
            throw badRedirect(hop, action + " was redirected from https to http: " + RedactedUrl.of(to));
        } else if (!hop.method.isRead() && (status == 301 || status == 302)) {
            throw badRedirect(
                    hop, action + " was redirected with " + status + ", which does not say whether to send it again");
        }
        hop.to(to, status == 303 && !hop.method.isRead() ? Method.GET : hop.method);
    }

    private static UpstreamException badRedirect(Hop hop, String what) {
        return new UpstreamException(
                TransportProblem.BAD_REDIRECT.at(RedactedUrl.of(hop.url), what),
                UpstreamFailure.of(UpstreamFailure.Kind.UNUSABLE));
    }

    @Override
    public void close() {
        reaches.values().forEach(reach -> reach.clients().close());
    }
}
