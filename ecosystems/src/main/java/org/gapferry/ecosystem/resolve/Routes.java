package org.gapferry.ecosystem.resolve;

import java.util.List;
import java.util.function.Function;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.transport.ClientSettings;

/**
 * Which upstreams the requirements of one ecosystem are resolved from.
 *
 * @param shared for requirements that say nothing of it themselves; the most specific first
 * @param all that any requirement is resolved from
 * @param settings how upstreams are reached that requirements name themselves
 * @param routes by requirement
 */
public record Routes(
        List<Upstream> shared, List<Upstream> all, ClientSettings settings, Function<Requirement, Route> routes) {
    public Routes {
        shared = List.copyOf(shared);
        all = List.copyOf(all);
    }

    /**
     * What one requirement is resolved from.
     *
     * @param upstreams the most specific first
     * @param problems why nothing may be asked for it
     */
    public record Route(List<Upstream> upstreams, List<Problem> problems) {
        public Route {
            upstreams = List.copyOf(upstreams);
            problems = List.copyOf(problems);
        }
    }

    /** The same for all. */
    public static Routes of(List<Upstream> upstreams) {
        Route route = new Route(upstreams, List.of());
        return new Routes(upstreams, upstreams, ClientSettings.NONE, requirement -> route);
    }

    public Route of(Requirement requirement) {
        return routes.apply(requirement);
    }
}
