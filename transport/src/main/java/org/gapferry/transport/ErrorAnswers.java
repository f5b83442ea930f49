package org.gapferry.transport;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import okhttp3.Response;
import org.gapferry.bundle.Problem;
import org.gapferry.transport.UpstreamFailure.Kind;
import org.jspecify.annotations.Nullable;

/** What an answer means that is an error, in words that say what to do. */
final class ErrorAnswers {
    private final RetryPolicy retries;

    ErrorAnswers(RetryPolicy retries) {
        this.retries = retries;
    }

    static String said(String action, int status, String reason) {
        return action + ": the upstream answered " + status + (reason.isEmpty() ? "" : " (" + reason + ")");
    }

    /** An answer that is an error, with what the upstream says of it. */
    UpstreamException of(URI url, Response response, UpstreamRequest request) {
        int status = response.code();
        String reason = reason(response);
        String retryAfter = response.header("Retry-After");
        Optional<Instant> retryAt = retryAfter == null
                ? Optional.empty()
                : Optional.of(retries.clock().instant().plus(retries.pause(1, retryAfter)));
        TransportProblem code = code(status);
        UpstreamFailure failure =
                new UpstreamFailure(code.kind().orElseThrow(), OptionalInt.of(status), reason, retryAt);
        return new UpstreamException(problem(code, url, said(request.action(), status, reason), retryAt), failure);
    }

    private static TransportProblem code(int status) {
        if (status == 401) {
            return TransportProblem.CREDENTIALS_NEEDED;
        } else if (status == 429) {
            return TransportProblem.RATE_LIMITED;
        }
        return status == 408 || status == 425 || status >= 500
                ? TransportProblem.SERVER_ERROR
                : TransportProblem.REFUSED;
    }

    private Problem problem(TransportProblem code, URI url, String said, Optional<Instant> retryAt) {
        String where = RedactedUrl.of(url);
        if (code == TransportProblem.CREDENTIALS_NEEDED) {
            return credentialsNeeded(url, said + ": credentials required");
        } else if (code == TransportProblem.RATE_LIMITED) {
            return code.at(
                    where,
                    said + ": rate limit exceeded" + until(retryAt),
                    "run the same command again later; completed downloads are kept");
        } else if (code == TransportProblem.REFUSED) {
            return code.at(
                    where,
                    said,
                    "open the URL in a browser on this machine: the upstream, or a proxy in between, refuses it");
        }
        return code.at(where, said + until(retryAt), "try again later; completed downloads are kept");
    }

    static Problem credentialsNeeded(URI url, String what) {
        return TransportProblem.CREDENTIALS_NEEDED.at(
                RedactedUrl.of(url),
                what,
                "name them in --credentials FILE, in ~/.netrc, or: export GAPFERRY_TOKEN_"
                        + ConnectionErrors.variable(url) + "=...");
    }

    private String until(Optional<Instant> retryAt) {
        return retryAt.map(when -> "; retry "
                        + Durations.in(Duration.between(retries.clock().instant(), when)))
                .orElse("");
    }

    /** A rate limit that the upstream tells in its own headers. */
    UpstreamException limited(URI url, Response response, UpstreamRequest request, Duration wait, String hint) {
        Problem problem = TransportProblem.RATE_LIMITED.at(
                RedactedUrl.of(url),
                request.action() + ": rate limit exceeded; resets " + Durations.in(wait),
                "run the same command again after that; completed downloads are kept",
                hint);
        return new UpstreamException(
                problem,
                new UpstreamFailure(
                        Kind.REFUSAL,
                        OptionalInt.of(response.code()),
                        reason(response),
                        Optional.of(retries.clock().instant().plus(wait))));
    }

    private static String reason(Response response) {
        @Nullable String sent = response.request().header("Authorization");
        return Reason.of(response, sent == null ? "" : sent);
    }
}
