package org.gapferry.transport;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Stream;
import okhttp3.Challenge;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Memo;
import tools.jackson.databind.JsonNode;

/**
 * Tokens that registries ask for (RFC 6750, and the token protocol of the distribution project): a 401 names a realm,
 * which gives a token for a service and scopes, to anybody or for the credentials of the registry.
 *
 * <p>The credentials of a registry's host are given to the realm only if it is on the same host, or on one that the
 * request names ({@link UpstreamRequest#tokensFrom}); a realm for which this machine has credentials of its own gets
 * those. Every realm must be on an allowed host, and a registry that is asked over https never leads to a realm without
 * TLS.
 */
final class BearerTokens {
    private static final Duration USUAL_LIFE = Duration.ofSeconds(60);
    private static final Duration MARGIN = Duration.ofSeconds(10);
    private static final int MOST_PLACES = 10_000;

    private final Clock clock;
    private final Function<UpstreamRequest, UpstreamResponse> ask;
    private final Memo<Wanted, Token> tokens = new Memo<>();
    /**
     * Where each challenge was met, by origin and path, so that neighbours of a URL are asked with its token at once.
     */
    private final Map<String, NavigableMap<String, Wanted>> met = new ConcurrentHashMap<>();

    /** @param ask sends a request for a token, without answering challenges */
    BearerTokens(Clock clock, Function<UpstreamRequest, UpstreamResponse> ask) {
        this.clock = clock;
        this.ask = ask;
    }

    /**
     * A token that is asked for.
     *
     * @param credentials given to the realm; empty for none, or for those that this machine has for it
     */
    private record Wanted(URI realm, String service, List<String> scopes, Optional<String> credentials) {
        /** Without the credentials. */
        @Override
        public String toString() {
            return "a token of " + RedactedUrl.of(realm);
        }
    }

    private record Token(String text, Instant until) {
        boolean lives(Instant now) {
            return now.isBefore(until);
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "token until " + until;
        }
    }

    /**
     * What to answer a challenge with.
     *
     * @param fresh true if it was got for this very challenge, and so is not worth another try
     */
    record Granted(String authorization, boolean fresh) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "token";
        }
    }

    /**
     * The challenge that can be answered with a token that its realm gives; empty if there is none. A realm that is not
     * a URL is only the name of a protection space (RFC 6750), and its token comes from elsewhere.
     */
    static Optional<Challenge> among(List<Challenge> challenges) {
        return challenges.stream()
                .filter(challenge -> challenge.scheme().equalsIgnoreCase("Bearer")
                        && parameter(challenge, "realm").contains("://"))
                .findFirst();
    }

    private static String parameter(Challenge challenge, String name) {
        return challenge.authParams().entrySet().stream()
                .filter(entry -> name.equalsIgnoreCase(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    /**
     * The value of {@code Authorization} that a neighbour of a URL was let in with; empty if there is none that is
     * still good.
     */
    Optional<String> known(URI url) {
        NavigableMap<String, Wanted> places = met.get(origin(url));
        if (places == null) {
            return Optional.empty();
        }
        String path = path(url);
        return Stream.of(places.floorEntry(path), places.ceilingEntry(path))
                .filter(entry -> entry != null && areNeighbours(entry.getKey(), path))
                .findFirst()
                .flatMap(entry -> tokens.known(entry.getValue()))
                .filter(token -> token.lives(clock.instant()))
                .map(token -> Credential.bearer(token.text()));
    }

    /** True if all but the last two segments of two paths are the same, as those of one repository's content. */
    private static boolean areNeighbours(String one, String other) {
        String[] ones = one.split("/", -1);
        String[] others = other.split("/", -1);
        int mismatch = Arrays.mismatch(ones, others);
        int same = mismatch < 0 ? ones.length : mismatch;
        return same > 2 && same >= Math.max(ones.length, others.length) - 2;
    }

    /**
     * A token for a challenge, from the cache or from the realm.
     *
     * @param credentials of the host that was asked
     * @param refused what was sent and not accepted; it is not given again
     * @throws org.gapferry.bundle.ProblemException if the realm may not be asked, or gives none
     */
    Granted answer(
            URI url, Challenge challenge, UpstreamRequest request, Optional<String> credentials, String refused) {
        URI realm = realm(url, parameter(challenge, "realm"), request);
        boolean trusted = String.valueOf(realm.getHost()).equalsIgnoreCase(url.getHost())
                || request.handling()
                        .tokenHosts()
                        .contains(String.valueOf(realm.getHost()).toLowerCase(Locale.ROOT));
        Wanted wanted = new Wanted(
                realm,
                parameter(challenge, "service"),
                Arrays.stream(parameter(challenge, "scope").split(" "))
                        .filter(scope -> !scope.isEmpty())
                        .toList(),
                trusted ? credentials : Optional.empty());
        NavigableMap<String, Wanted> places = met.computeIfAbsent(origin(url), origin -> new ConcurrentSkipListMap<>());
        if (places.size() >= MOST_PLACES) {
            places.clear();
        }
        places.put(path(url), wanted);
        Optional<Token> known = tokens.known(wanted);
        known.filter(token -> !token.lives(clock.instant())
                        || Credential.bearer(token.text()).equals(refused))
                .ifPresent(token -> tokens.forget(wanted, token));
        boolean fresh = tokens.known(wanted).isEmpty();
        return new Granted(
                Credential.bearer(tokens.get(wanted, () -> fetch(wanted, request.action()))
                        .text()),
                fresh);
    }

    private static URI realm(URI url, String text, UpstreamRequest request) {
        URI realm;
        try {
            realm = url.resolve(text);
        } catch (IllegalArgumentException e) {
            throw unusable(url, request, "it names a realm that is not a URL").causedBy(e);
        }
        String scheme = String.valueOf(realm.getScheme()).toLowerCase(Locale.ROOT);
        if (realm.getHost() == null
                || realm.getRawUserInfo() != null
                || !(scheme.equals("https") || scheme.equals("http"))) {
            throw unusable(url, request, "it names a realm that is not a plain https URL");
        } else if (scheme.equals("http") && "https".equalsIgnoreCase(url.getScheme())) {
            throw unusable(url, request, "it leads from https to http for a token: " + RedactedUrl.of(realm));
        }
        return realm;
    }

    private static UpstreamException unusable(URI url, UpstreamRequest request, String why) {
        return new UpstreamException(
                TransportProblem.BAD_CHALLENGE.at(
                        RedactedUrl.of(url), request.action() + ": the upstream asks for a token, but " + why),
                UpstreamFailure.of(UpstreamFailure.Kind.UNUSABLE));
    }

    private Token fetch(Wanted wanted, String action) {
        StringBuilder query = new StringBuilder();
        if (!wanted.service().isEmpty()) {
            query.append("&service=").append(URLEncoder.encode(wanted.service(), StandardCharsets.UTF_8));
        }
        wanted.scopes()
                .forEach(scope -> query.append("&scope=").append(URLEncoder.encode(scope, StandardCharsets.UTF_8)));
        String base = wanted.realm().toString().replaceFirst("#.*", "");
        URI url = query.isEmpty()
                ? URI.create(base)
                : URI.create(base + (wanted.realm().getRawQuery() == null ? "?" : "&") + query.substring(1));
        UpstreamRequest request = UpstreamRequest.get(url, "application/json", "a token for " + action)
                .as(wanted.credentials());
        UpstreamResponse response = ask.apply(request);
        if (!response.isSuccess()) {
            String said = ErrorAnswers.said(request.action(), response.status(), response.reason());
            throw new UpstreamException(
                    ErrorAnswers.credentialsNeeded(url, said),
                    new UpstreamFailure(
                            UpstreamFailure.Kind.REFUSAL,
                            OptionalInt.of(response.status()),
                            response.reason(),
                            Optional.empty()));
        }
        return token(url, request, response);
    }

    private Token token(URI url, UpstreamRequest request, UpstreamResponse response) {
        try {
            JsonNode document = Json.document(response.body());
            String text = document.path("token").asString("");
            if (text.isEmpty()) {
                text = document.path("access_token").asString("");
            }
            if (!text.matches("[!-~]+")) {
                throw unusable(url, request, "its realm answers without one");
            }
            long seconds = document.path("expires_in").asLong(USUAL_LIFE.toSeconds());
            Duration life = Duration.ofSeconds(Math.max(USUAL_LIFE.toSeconds(), seconds))
                    .minus(MARGIN);
            return new Token(text, clock.instant().plus(life));
        } catch (Json.Malformed e) {
            throw unusable(url, request, "its realm answers with something that is not JSON")
                    .causedBy(e);
        }
    }

    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    private static String path(URI url) {
        return String.valueOf(url.getRawPath());
    }
}
