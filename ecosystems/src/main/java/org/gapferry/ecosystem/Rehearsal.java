package org.gapferry.ecosystem;

import java.util.List;
import java.util.concurrent.ExecutorService;
import org.gapferry.bundle.Problem;
import org.gapferry.manifest.Target;

/** Rehearses the offline install: resolves wishes again, from nothing but what the endpoint would serve. */
@FunctionalInterface
public interface Rehearsal {
    /** For ecosystems whose clients resolve nothing. */
    Rehearsal NONE = (wishes, target, leftOut, mirror, executor) -> List.of();

    /** The endpoint over a state that is not shipped yet; a GET of a path below the ecosystem's root. */
    @FunctionalInterface
    interface Mirror {
        MirrorResponse get(String rawPath, String accept);
    }

    /**
     * Installs wishes on a target, in thought.
     *
     * @param leftOut what the resolver left out, and so may be missing
     * @return what would fail, each naming the file, version or tag that is not served; empty if everything would install
     */
    List<Problem> rehearse(
            List<Wish> wishes, Target target, List<Problem> leftOut, Mirror mirror, ExecutorService executor);
}
