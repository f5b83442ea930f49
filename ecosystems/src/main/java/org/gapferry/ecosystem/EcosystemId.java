package org.gapferry.ecosystem;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The names of one ecosystem, which are the same for some and differ for others: what its users call it, its section in
 * a manifest, the types of its coordinates (purl), and the first segments of its paths in a mirror.
 *
 * @param name what commands and messages call it
 * @param section its key in a manifest, by which requirements name it too
 * @param types of the coordinates of its artifacts; at least one; two ecosystems may share one
 * @param roots first segments of the paths that it answers, its own first
 */
public record EcosystemId(String name, String section, Set<String> types, List<String> roots) {
    public EcosystemId {
        types = Set.copyOf(types);
        roots = List.copyOf(roots);
        if (types.isEmpty() || roots.isEmpty()) {
            throw new IllegalArgumentException("an ecosystem needs a type and a root: " + name);
        }
    }

    /**
     * An ecosystem whose name, section, type and root are one word.
     *
     * @param furtherRoots first segments of paths that a client's protocol fixes
     */
    public static EcosystemId of(String name, String... furtherRoots) {
        return new EcosystemId(
                name,
                name,
                Set.of(name),
                Stream.concat(Stream.of(name), Stream.of(furtherRoots)).toList());
    }

    /** The first segment of its own paths. */
    public String root() {
        return roots.get(0);
    }
}
