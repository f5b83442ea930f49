package org.gapferry.ecosystem.serve;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.CompanionReader;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.manifest.Target;

/** Checks the offline install: resolves requirements again, from nothing but what the endpoint would serve. */
@FunctionalInterface
public interface InstallCheck {
    /** For ecosystems whose clients resolve nothing. */
    InstallCheck NONE = (install, tasks) -> Result.NOTHING;

    /**
     * What is to be installed, on what, and from where.
     *
     * @param leftOut what the resolver left out, and so may be missing
     * @param companions reads what packages need of other ecosystems
     */
    record Install(
            List<Requirement> requirements,
            Target target,
            List<LeftOut> leftOut,
            Mirror mirror,
            CompanionReader companions) {
        public Install {
            requirements = List.copyOf(requirements);
            leftOut = List.copyOf(leftOut);
        }
    }

    /**
     * What an install check came to.
     *
     * @param problems what would fail, each naming the file, version or tag that is not served; empty if everything
     *     would install
     * @param derived what clients would ask for besides, in any ecosystem
     */
    record Result(List<Problem> problems, List<DerivedRequirement> derived) {
        public static final Result NOTHING = new Result(List.of(), List.of());

        public Result {
            problems = List.copyOf(problems);
            derived = List.copyOf(derived);
        }
    }

    /** The endpoint over a state that is not shipped yet. */
    @FunctionalInterface
    interface Mirror {
        /**
         * @param rawPath below the ecosystem's root, or from the mirror's root if it begins with a slash; a query may
         * follow
         */
        MirrorResponse get(String rawPath, String accept);

        /** What the documents of an ecosystem name as their base, with the first segment of its paths. */
        static URI base(String root) {
            return URI.create("http://mirror.invalid/" + root + "/");
        }

        /**
         * What an ecosystem's endpoint answers from a state; a path from the mirror's root is answered by the ecosystem
         * whose it is.
         */
        static Mirror of(Ecosystem own, Ecosystems all, Catalog state) {
            return (rawPath, accept) -> {
                String[] path = rawPath.split("\\?", 2);
                String query = path.length > 1 ? path[1] : "";
                int root = path[0].startsWith("/") ? path[0].indexOf('/', 1) : 0;
                String first = root > 0 ? path[0].substring(1, root) : own.root();
                String below = root > 0 ? path[0].substring(root + 1) : path[0];
                Optional<Ecosystem> ecosystem = root > 0 ? all.ofRoot(first) : Optional.of(own);
                return ecosystem
                        .map(one -> one.offline()
                                .endpoint()
                                .serve(new MirrorRequest("GET", first, below, query, accept, base(one.root())), state))
                        .orElseGet(() -> MirrorResponse.text(404, "not found: /" + first));
            };
        }
    }

    /** Installs in thought. */
    Result check(Install install, Tasks tasks);
}
