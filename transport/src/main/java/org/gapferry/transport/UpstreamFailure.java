package org.gapferry.transport;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;

/**
 * Why an upstream did not give what it was asked for: a failure of that one thing, which holds back what needs it and
 * nothing else.
 *
 * <p>Callers decide by {@link #kind(Problem)}: if it is present, whatever needs the thing is held back and the rest
 * goes on; if it is empty, the problem is one of this machine, of the command line or of the manifest (no space, the
 * time limit, {@code --offline}), and everything ends. Nobody has to compare sentences or ids.
 *
 * @param status of the answer, where there was one
 * @param reason what the upstream said in the body of its answer, one short line without control characters; often
 *     empty
 * @param retryAt when the upstream said to try again; empty if it did not
 */
public record UpstreamFailure(Kind kind, OptionalInt status, String reason, Optional<Instant> retryAt) {
    /** How far a failure reaches. */
    public enum Kind {
        /**
         * The host cannot be used now: there is no connection, TLS or a proxy fails, or it answers with a server error
         * after all retries. Other requests to this host will most likely fail as well; other hosts are not affected.
         */
        OUTAGE,

        /** The host works and refuses this one thing, or to be asked so often: 401, 403, 451, 429, another 4xx. */
        REFUSAL,

        /** The upstream lists something and does not have it: 404, 410. */
        ABSENCE,

        /**
         * What came cannot be used: another digest than declared, a page for people, too large, a redirect that leads
         * nowhere.
         */
        UNUSABLE,

        /** It was not asked for: the host is not allowed by the manifest. */
        BLOCKED
    }

    /** How far a problem reaches; empty if it is not a failure of an upstream, and so ends everything. */
    public static Optional<Kind> kind(Problem problem) {
        return problem.code() instanceof TransportProblem code ? code.kind() : Optional.empty();
    }

    /** The failure that an exception tells of; empty if it is not a failure of an upstream, and so ends everything. */
    public static Optional<UpstreamFailure> of(ProblemException thrown) {
        return thrown instanceof UpstreamException upstream
                ? Optional.of(upstream.failure())
                : kind(thrown.first())
                        .map(kind -> new UpstreamFailure(kind, OptionalInt.empty(), "", Optional.empty()));
    }

    static UpstreamFailure of(Kind kind) {
        return new UpstreamFailure(kind, OptionalInt.empty(), "", Optional.empty());
    }
}
