package org.gapferry.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.archive.ArchiveProblem;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.transport.TransportProblem;

/** The kinds of problems that a closure may be told with, by their ids: what is remembered of a problem is its id. */
final class DeclaredProblems {
    private final Map<String, ProblemCode> codes = new LinkedHashMap<>();

    /** @param ecosystems with those that they declare */
    DeclaredProblems(Ecosystems ecosystems) {
        add(ecosystems.problems());
        add(List.of(TransportProblem.values()));
        add(List.of(ArchiveProblem.values()));
        add(List.of(ManifestProblem.values()));
        add(List.of(ExportProblem.values()));
    }

    private void add(List<? extends ProblemCode> declared) {
        declared.forEach(code -> codes.put(code.id(), code));
    }

    /** The kind with an id; empty if this program declares none. */
    Optional<ProblemCode> find(String id) {
        return Optional.ofNullable(codes.get(id));
    }
}
