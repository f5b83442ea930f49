package org.gapferry.ecosystem.resolve;

import java.util.List;
import org.gapferry.ecosystem.request.Requirement;

/** From requirements to a closure. */
@FunctionalInterface
public interface Resolver {
    /** Begins one resolution; what it learns from upstreams it asks for once. */
    Resolution begin(ResolveContext context);

    /** Resolves requirements, as often as the fixpoint needs. */
    interface Resolution {
        /**
         * The closure of all requirements together. The same answers of upstreams give the same closure in the same order.
         *
         * @throws org.gapferry.bundle.ProblemException UPSTREAM or CREDENTIALS if an upstream fails as such
         */
        Closure resolve(List<Requirement> requirements);

        /**
         * A closure that was resolved before: exactly these versions, with the bytes that they had.
         *
         * @throws org.gapferry.bundle.ProblemException UPSTREAM or CREDENTIALS if an upstream fails as such
         */
        Closure locked(Lock lock);
    }
}
