package org.gapferry.ecosystem.client;

import java.util.List;
import java.util.Map;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.manifest.Target;

/**
 * How real clients, where this machine has them, install requirements: the install check by those who decide in the
 * end.
 */
@FunctionalInterface
public interface ClientRuns {
    /** For ecosystems without a client of that kind. */
    ClientRuns NONE = (requirements, target) -> List.of();

    /**
     * One command in a folder of its own.
     *
     * @param what for people: the requirement and the target
     * @param files content by path below the folder
     * @param folder below it, where the command runs
     * @param command the client first; it gets the variables of {@link ClientSetup}, an empty home, and no way out but
     *     the mirror
     */
    record Run(String what, Map<String, byte[]> files, String folder, List<String> command) {}

    /**
     * The commands that install requirements.
     *
     * @throws org.gapferry.bundle.ProblemException MANIFEST if a file of a project cannot be read any more
     */
    List<Run> of(List<Requirement> requirements, Target target);
}
