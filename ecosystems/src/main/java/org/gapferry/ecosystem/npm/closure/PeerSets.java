package org.gapferry.ecosystem.npm.closure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gapferry.bundle.Coordinates;
import org.gapferry.ecosystem.npm.model.NpmClient;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.version.SemverRange;

/**
 * The sets in which npm 10 places what is required itself, with its peers and theirs. It looks up optional peers too,
 * though it does not install them, and where two packages of a set name one that is not there it reports a conflict.
 * Where something else brings a package, others look for a version that optional peers on it accept, too.
 */
public final class PeerSets {
    private PeerSets() {}

    /**
     * An optional peer that is not in a closure.
     *
     * @param from the package that names it
     * @param text the value in its manifest
     * @param clients those that cannot do without it
     */
    public record Missing(Coordinates from, String name, String text, Set<NpmClient> clients) {
        public Missing {
            clients = Set.copyOf(clients);
        }
    }

    private static final Set<NpmClient> OF_SETS = Set.of(NpmClient.NPM_10);
    private static final Set<NpmClient> OF_OTHERS =
            Set.of(NpmClient.NPM_10, NpmClient.NPM_11, NpmClient.NPM_12, NpmClient.PNPM_9);

    /** The optional peers of a closure that some clients cannot do without. */
    public static Set<Missing> missing(NpmClosed closed) {
        Map<String, List<NpmClosed.Member>> byName = new HashMap<>();
        closed.members()
                .forEach(member -> byName.computeIfAbsent(member.packument().name(), name -> new ArrayList<>())
                        .add(member));
        Set<Missing> missing = new LinkedHashSet<>();
        for (NpmClosed.Member member : closed.members()) {
            NpmJson.texts(member.manifest(), "peerDependencies").forEach((name, text) -> {
                List<NpmClosed.Member> there = byName.getOrDefault(name, List.of());
                if (!there.isEmpty() && there.stream().noneMatch(peer -> fits(name, text, peer.version()))) {
                    missing.add(new Missing(member.coordinates(), name, text, OF_OTHERS));
                }
            });
        }
        for (NpmClosed.Member member : closed.members()) {
            if (member.dependents().stream().anyMatch(one -> one.coordinates().equals(NpmClosed.Dependent.OUTSIDE))) {
                missing.addAll(ofSet(member, byName));
            }
        }
        return missing;
    }

    private static List<Missing> ofSet(NpmClosed.Member root, Map<String, List<NpmClosed.Member>> byName) {
        Map<String, Set<String>> namedBy = new HashMap<>();
        Map<String, List<Missing>> missing = new LinkedHashMap<>();
        Set<Coordinates> seen = new LinkedHashSet<>(Set.of(root.coordinates()));
        Deque<NpmClosed.Member> set = new ArrayDeque<>(List.of(root));
        while (!set.isEmpty()) {
            NpmClosed.Member member = set.remove();
            NpmJson.texts(member.manifest(), "peerDependencies").forEach((name, text) -> {
                namedBy.computeIfAbsent(name, n -> new LinkedHashSet<>())
                        .add(member.packument().name());
                List<NpmClosed.Member> fitting = byName.getOrDefault(name, List.of()).stream()
                        .filter(peer -> fits(name, text, peer.version()))
                        .toList();
                for (NpmClosed.Member peer : fitting) {
                    if (seen.add(peer.coordinates())) {
                        set.add(peer);
                    }
                }
                if (fitting.isEmpty()) {
                    missing.computeIfAbsent(name, n -> new ArrayList<>())
                            .add(new Missing(member.coordinates(), name, text, OF_SETS));
                }
            });
        }
        missing.keySet().removeIf(name -> namedBy.getOrDefault(name, Set.of()).size() < 2);
        return missing.values().stream().flatMap(List::stream).toList();
    }

    /** A tag may be of any version. */
    private static boolean fits(String name, String text, String version) {
        try {
            PackageSpec spec = PackageSpec.resolve(name, text);
            Optional<SemverRange> range = SemverRange.parse(spec.fetchSpec(), SemverRange.Mode.LOOSE);
            return spec.type() == PackageSpec.Type.TAG
                    || range.map(one -> one.isSatisfiedBy(version)).orElse(true);
        } catch (PackageSpec.Refused e) {
            return true;
        }
    }
}
