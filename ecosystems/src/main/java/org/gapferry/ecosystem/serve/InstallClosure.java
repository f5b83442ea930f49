package org.gapferry.ecosystem.serve;

import java.util.List;
import java.util.Set;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Tasks;
import org.gapferry.manifest.Target;

/**
 * What versions need to be installed, from what the mirror would serve: so that a state may drop some and keep others
 * that work.
 */
@FunctionalInterface
public interface InstallClosure {
    /** For ecosystems whose artifacts need nothing. */
    InstallClosure NONE = (versions, targets, mirror, tasks) -> versions;

    /** The versions themselves, and everything that an install of any of them on any target would take. */
    Set<Coordinates> closure(Set<Coordinates> versions, List<Target> targets, InstallCheck.Mirror mirror, Tasks tasks);
}
