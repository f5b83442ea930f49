package org.gapferry.ecosystem.npm.closure;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.ecosystem.npm.model.Packument;

/**
 * A mirror serves one package of a name. Where requirements find a name in different registries, that is one package if
 * the registries have a version of it in common and declare the same digest for each of these; otherwise nothing that
 * needs the name can be had.
 */
final class OneNamespace {
    private final Map<String, Problem> contradictions = new HashMap<>();
    private Map<String, Map<Packument, Source>> sources = new HashMap<>();

    /** Where a document came from, and the versions that are needed of it. */
    private record Source(PackageDocuments documents, Set<String> versions) {}

    /** The documents without those of names that are known to be contradicted. */
    PackageDocuments of(PackageDocuments documents) {
        if (contradictions.isEmpty()) {
            return documents;
        }
        return new PackageDocuments() {
            @Override
            public Answer find(String name) {
                Problem problem = contradictions.get(name);
                return problem == null ? documents.find(name) : new Failed(problem);
            }

            @Override
            public PackageDocuments source() {
                return documents;
            }

            @Override
            public String origin(String name) {
                return documents.origin(name);
            }

            @Override
            public String namedBy(String name) {
                return documents.namedBy(name);
            }

            @Override
            public Optional<Checksum> digest(Packument packument, String version, DigestAlgorithm algorithm) {
                return documents.digest(packument, version, algorithm);
            }
        };
    }

    /** Adds what was found in some registries. */
    void add(PackageDocuments documents, NpmClosed part) {
        for (NpmClosed.Member member : part.members()) {
            sources.computeIfAbsent(member.packument().name(), name -> new LinkedHashMap<>())
                    .computeIfAbsent(member.packument(), p -> new Source(documents, new HashSet<>()))
                    .versions()
                    .add(member.version());
        }
    }

    /** True if something that was added contradicts something else; then all of it is forgotten but that. */
    boolean isContradicted() {
        int before = contradictions.size();
        sources.forEach((name, found) -> {
            Packument first = found.keySet().iterator().next();
            found.forEach((packument, source) -> {
                Source one = found.get(first);
                if (one != null && packument != first && !isSame(first, packument, found)) {
                    contradictions.putIfAbsent(name, contradiction(name, one.documents(), source.documents()));
                }
            });
        });
        sources = new HashMap<>();
        return contradictions.size() > before;
    }

    private static Problem contradiction(String name, PackageDocuments one, PackageDocuments other) {
        return EcosystemProblem.UPSTREAMS_CONTRADICT.at(
                one.namedBy(name),
                "`" + name + "` comes from " + one.origin(name) + ", and by " + other.namedBy(name) + " from "
                        + other.origin(name) + ", which has another package of that name",
                "name one for all in the manifest, under `upstreams`");
    }

    private static boolean isSame(Packument one, Packument other, Map<Packument, Source> found) {
        Set<String> common = new TreeSet<>(one.candidates().keySet());
        common.retainAll(other.candidates().keySet());
        Set<String> needed = new LinkedHashSet<>();
        found.values().forEach(source -> needed.addAll(source.versions()));
        needed.retainAll(common);
        Set<String> compared = needed.isEmpty() ? common : needed;
        return !compared.isEmpty() && compared.stream().allMatch(version -> isSame(one, other, version));
    }

    private static boolean isSame(Packument one, Packument other, String version) {
        Map<DigestAlgorithm, Set<String>> here = digests(one, version);
        Map<DigestAlgorithm, Set<String>> there = digests(other, version);
        return here.keySet().stream()
                .filter(there::containsKey)
                .min(DigestAlgorithm::compareTo)
                .filter(strongest -> Objects.equals(here.get(strongest), there.get(strongest)))
                .isPresent();
    }

    private static Map<DigestAlgorithm, Set<String>> digests(Packument packument, String version) {
        Map<DigestAlgorithm, Set<String>> digests = new HashMap<>();
        for (Checksum checksum : Integrity.ofArchive(NpmClosure.parsed(packument, version))) {
            digests.computeIfAbsent(checksum.algorithm(), a -> new HashSet<>()).add(checksum.value());
        }
        return digests;
    }
}
