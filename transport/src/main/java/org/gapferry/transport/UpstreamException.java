package org.gapferry.transport;

import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;

/** A problem that is a failure of an upstream, with what is known of it: see {@link UpstreamFailure}. */
public final class UpstreamException extends ProblemException {
    private final transient UpstreamFailure failure;

    UpstreamException(Problem problem, UpstreamFailure failure) {
        super(problem);
        this.failure = failure;
    }

    @Override
    public UpstreamException causedBy(Throwable cause) {
        initCause(cause);
        return this;
    }

    /** What failed, and until when. */
    public UpstreamFailure failure() {
        return failure;
    }
}
