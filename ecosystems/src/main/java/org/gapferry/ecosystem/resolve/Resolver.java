package org.gapferry.ecosystem.resolve;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Unavailable;
import org.gapferry.transport.UpstreamFailure;
import org.gapferry.transport.UpstreamRequest;

/** From requirements to a closure. */
@FunctionalInterface
public interface Resolver {
    /** Begins one resolution; what it learns from upstreams it asks for once. */
    Resolution begin(ResolveContext context);

    /**
     * What holds back the requirement that was being resolved and nothing else: an outage, a refusal, or a document
     * that cannot be used.
     *
     * @throws ProblemException the same, if it ends everything, such as a cache that cannot be written
     */
    static Problem isolated(ProblemException thrown) {
        if (UpstreamFailure.of(thrown).isPresent() || thrown.first().code() == EcosystemProblem.DOCUMENT_MALFORMED) {
            return thrown.first();
        }
        throw thrown;
    }

    /** Resolves requirements, as often as the fixpoint needs. */
    interface Resolution {
        /**
         * The closure of all requirements together. The same answers of upstreams give the same closure in the same
         * order. A failure of an upstream leaves unresolved what needs the thing that was asked for, and nothing else.
         *
         * @param unavailable what must be done without: an optional dependency on it is left out, what needs it is
         *     unresolved
         */
        Closure resolve(List<Requirement> requirements, Unavailable unavailable);

        /**
         * Where the upstream has a file of an artifact today, with everything that a lock does not have of its URL;
         * empty if it does not say.
         */
        default Optional<URI> location(Coordinates version, SourceFile file) {
            return Optional.empty();
        }

        /** A request for a file of this ecosystem, whose place is known already. */
        default UpstreamRequest request(URI url, String accept, String name) {
            return UpstreamRequest.get(url, accept, name);
        }

        /**
         * The documents of versions, and of their packages, as upstreams have them now; those that cannot be had are
         * missing. Only the upstreams that a version came from are asked for it, where its files tell that.
         *
         * @param versions as a lock has them
         */
        default List<ResolvedDocument> documents(List<ResolvedArtifact> versions) {
            return List.of();
        }
    }
}
