package org.gapferry.export;

import java.io.IOException;
import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.write.BlobSource;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.manifest.Target;

/** Lets real clients install from a state that is about to be sealed. */
@FunctionalInterface
public interface ClientCheck {
    /** Asks nobody. */
    ClientCheck NONE = (requirements, targets, state, content) -> List.of();

    /**
     * Proves.
     *
     * @param requirements those of the manifest, by ecosystem
     * @return why requirements were not tried
     * @throws org.gapferry.bundle.ProblemException with everything that could not be installed
     */
    List<Problem> check(Requirements requirements, List<Target> targets, Catalog state, BlobSource content)
            throws IOException;
}
