package org.gapferry.ecosystem;

import java.util.List;
import java.util.Optional;
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

    public List<String> ids() {
        return all.stream().map(Ecosystem::id).toList();
    }

    /** Whose paths begin with a segment. */
    public Optional<Ecosystem> answering(String root) {
        return all.stream()
                .filter(ecosystem -> ecosystem.id().equals(root)
                        || ecosystem.extraPathRoots().contains(root))
                .findFirst();
    }

    /** What differs between two documents, in the words of the ecosystem whose they are. */
    public DocumentChanges documentChanges() {
        return (owner, name, before, after) -> find(owner.type())
                .map(ecosystem -> ecosystem.documentChanges().describe(owner, name, before, after))
                .orElse(List.of());
    }

    public Optional<Ecosystem> find(String id) {
        return all.stream().filter(ecosystem -> ecosystem.id().equals(id)).findFirst();
    }
}
