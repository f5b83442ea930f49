package org.gapferry.ecosystem.request;

import java.nio.file.Path;
import java.util.List;

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

    /** The files that say what it asks for, such as those of a project. */
    default List<Path> documents() {
        return List.of();
    }
}
