package org.gapferry.ecosystem;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.bundle.change.DocumentChanges;
import org.gapferry.ecosystem.npm.NpmEcosystem;
import org.gapferry.ecosystem.pulumi.PulumiEcosystem;

/** The ecosystems that are known. */
public record Ecosystems(List<Ecosystem> all) {
    /** One line each. */
    public static final Ecosystems ALL = new Ecosystems(List.of(NpmEcosystem.ECOSYSTEM, PulumiEcosystem.ECOSYSTEM));

    public Ecosystems {
        all = List.copyOf(all);
    }

    /** The kinds of problems that closures are told with: those that all share, and those that each declares. */
    public List<ProblemCode> problems() {
        return Stream.concat(Stream.of(EcosystemProblem.values()), all.stream().flatMap(one -> one.problems().stream()))
                .toList();
    }

    /** The keys of their sections in a manifest. */
    public List<String> sections() {
        return all.stream().map(Ecosystem::section).toList();
    }

    /** What commands call them. */
    public List<String> names() {
        return all.stream().map(Ecosystem::name).toList();
    }

    /** The one that answers paths whose first segment is given. */
    public Optional<Ecosystem> ofRoot(String root) {
        return all.stream()
                .filter(ecosystem -> ecosystem.id().roots().contains(root))
                .findFirst();
    }

    /** What differs between two documents, in the words of the ecosystem whose they are. */
    public DocumentChanges documentChanges() {
        return (owner, name, before, after) -> ofType(owner.type())
                .map(ecosystem -> ecosystem.offline().documentChanges().describe(owner, name, before, after))
                .orElse(List.of());
    }

    /** The one whose requirements a section of a manifest has. */
    public Optional<Ecosystem> ofSection(String section) {
        return all.stream()
                .filter(ecosystem -> ecosystem.section().equals(section))
                .findFirst();
    }

    /** The first one whose artifacts have coordinates of a type. */
    public Optional<Ecosystem> ofType(String type) {
        return all.stream()
                .filter(ecosystem -> ecosystem.id().types().contains(type))
                .findFirst();
    }

    /** The one that commands call so. */
    public Optional<Ecosystem> named(String name) {
        return all.stream().filter(ecosystem -> ecosystem.name().equals(name)).findFirst();
    }
}
