package org.gapferry.ecosystem;

import java.util.List;
import java.util.Optional;
import org.gapferry.ecosystem.npm.Npm;

/** The ecosystems that are known. */
public record Ecosystems(List<Ecosystem> all) {
    /** One line each. */
    public static final Ecosystems ALL = new Ecosystems(List.of(Npm.ECOSYSTEM));

    public Ecosystems {
        all = List.copyOf(all);
    }

    public List<String> ids() {
        return all.stream().map(Ecosystem::id).toList();
    }

    public Optional<Ecosystem> find(String id) {
        return all.stream().filter(ecosystem -> ecosystem.id().equals(id)).findFirst();
    }
}
