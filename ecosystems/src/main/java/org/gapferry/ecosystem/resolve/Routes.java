package org.gapferry.ecosystem.resolve;

import java.util.List;
import java.util.function.Function;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.request.Requirement;

/**
 * Which upstreams the requirements of one ecosystem are resolved from.
 *
 * @param shared for requirements that say nothing of it themselves; the most specific first
 * @param all that any requirement is resolved from
 * @param distinct the ways of all requirements, each once
 * @param routes by requirement
 */
public record Routes(
        List<Upstream> shared, List<Upstream> all, List<Route> distinct, Function<Requirement, Route> routes) {
    public Routes {
        shared = List.copyOf(shared);
        all = List.copyOf(all);
        distinct = List.copyOf(distinct);
    }

    /**
     * What one requirement is resolved from.
     *
     * @param upstreams the most specific first
     * @param problems why nothing may be asked for it
     * @param notes what it says itself that is not followed
     */
    public record Route(List<Upstream> upstreams, List<Problem> problems, List<Problem> notes) {
        public Route {
            upstreams = List.copyOf(upstreams);
            problems = List.copyOf(problems);
            notes = List.copyOf(notes);
        }
    }

    /** The same for all. */
    public static Routes of(List<Upstream> upstreams) {
        Route route = new Route(upstreams, List.of(), List.of());
        return new Routes(upstreams, upstreams, List.of(route), requirement -> route);
    }

    public Route of(Requirement requirement) {
        return routes.apply(requirement);
    }
}
