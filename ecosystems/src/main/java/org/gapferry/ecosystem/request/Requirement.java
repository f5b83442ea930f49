package org.gapferry.ecosystem.request;

import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;

/**
 * What is asked for, in an ecosystem's own terms. Two requirements that ask for the same from the same place are equal.
 */
public interface Requirement {
    /** As its user would write it. */
    String text();

    /**
     * Everything that decides what it asks for, beside the contents of its documents: two requirements with the same
     * fields, on whatever machine, ask for the same. A lock is for the fields that it was made from.
     */
    List<String> fields();

    /** Where it was written, or the coordinate that implies it. */
    String origin();

    /** Hosts that it leads to beside its ecosystem's upstreams, as the beginnings of URLs. */
    default List<String> hosts() {
        return List.of();
    }

    /**
     * Hosts that its documents lead to, {@code host} or {@code host:port}: what other people wrote into a project. They
     * are listed, and asked only once the manifest allows them.
     */
    default List<String> linkedHosts() {
        return List.of();
    }

    /**
     * The parts that other ecosystems have of its project. What those come to depends on files of theirs, which their
     * requirements name.
     */
    default List<DerivedRequirement> parts() {
        return List.of();
    }

    /** What people should know of its documents, such as hosts that clients would ask because of them. */
    default List<Problem> notes() {
        return List.of();
    }

    /**
     * Why what it asks for cannot be known, with the files at fault; nothing if it can. Such a requirement is held
     * back, and the others are not.
     */
    default List<Problem> unreadable() {
        return List.of();
    }

    /** The problems at which reading ends, if it does. */
    static List<Problem> problems(Runnable reading) {
        try {
            reading.run();
            return List.of();
        } catch (ProblemException e) {
            return e.problems();
        }
    }

    /** The files that say what it asks for, such as those of a project. */
    default List<Path> documents() {
        return List.of();
    }
}
