package org.gapferry.ecosystem;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.bundle.change.DocumentChanges;
import org.gapferry.ecosystem.npm.NpmEcosystem;
import org.gapferry.ecosystem.pulumi.PulumiEcosystem;
import org.gapferry.ecosystem.request.CompanionReader;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.Requirement;

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

    /**
     * A derived requirement as its ecosystem understands it.
     *
     * @param notCarried why it comes to nothing
     */
    public record Understood(List<Requirement> requirements, Optional<Problem> notCarried) {}

    /**
     * What a derived requirement asks for.
     *
     * @param where what the problem is told of, where its ecosystem is not supported
     * @param origin who implies it, and why
     */
    public Understood understand(DerivedRequirement derived, String where, String origin) {
        Optional<Ecosystem> ecosystem = ofSection(derived.ecosystem());
        if (ecosystem.isEmpty()) {
            return new Understood(
                    List.of(),
                    Optional.of(EcosystemProblem.NOT_CARRIED.at(
                            where,
                            derived.reason() + ", but `" + derived.text() + "` was not exported: the ecosystem `"
                                    + derived.ecosystem() + "` is not supported",
                            "transfer it separately; everything else is in the bundle")));
        }
        try {
            return new Understood(ecosystem.get().online().requirements().of(derived, origin), Optional.empty());
        } catch (IllegalArgumentException e) {
            return new Understood(
                    List.of(),
                    Optional.of(EcosystemProblem.NOT_CARRIED.at(
                            origin,
                            "`" + derived.text() + "` cannot be carried: " + e.getMessage(),
                            derived.project()
                                    .map(folder -> new String[] {
                                        "name the folder that has it under `" + derived.ecosystem()
                                                + "`: - project: FOLDER"
                                    })
                                    .orElse(new String[0]))));
        }
    }

    /** The requirements that other ecosystems read from the files of a requirement's project. */
    public List<Requirement> parts(Requirement requirement) {
        return requirement.parts().stream()
                .flatMap(part -> understand(part, part.text(), requirement.origin()).requirements().stream())
                .toList();
    }

    /** The files that make folders projects, as their users know them. */
    public List<String> projectFiles() {
        return all.stream()
                .flatMap(one -> one.online().requirements().projectFiles().stream())
                .toList();
    }

    /** The first that people can try without a manifest of their own. */
    public Optional<Ecosystem> tryable() {
        return all.stream()
                .filter(one -> one.clients().setup().trial().isPresent())
                .findFirst();
    }

    /** Reads what packages of any of them need of any other. */
    public CompanionReader companions() {
        return CompanionReader.ofAll(
                all.stream().map(one -> one.online().companions()).toList());
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

    /**
     * The one that answers a path of a mirror: by its first segment, or since the path has a shape that only it knows.
     *
     * @param rawPath not decoded, without a leading slash
     */
    public Optional<Ecosystem> ofPath(String rawPath) {
        return ofRoot(rawPath.split("/", 2)[0]).or(() -> all.stream()
                .filter(one -> one.offline().endpoint().claims(rawPath))
                .findFirst());
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
