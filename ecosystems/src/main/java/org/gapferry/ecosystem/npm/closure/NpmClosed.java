package org.gapferry.ecosystem.npm.closure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.npm.model.ClientRules;
import org.gapferry.ecosystem.npm.model.PackageName;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.request.Unresolved;
import tools.jackson.databind.JsonNode;

/**
 * The closure of npm requirements.
 *
 * @param members in the order in which they were found
 * @param outsiders packages that are in no registry, and whose archives can be served
 * @param unresolved requirements of which nothing is in it, unless others need it
 */
public record NpmClosed(
        List<Member> members,
        List<Outsider> outsiders,
        List<Unresolved> unresolved,
        List<LeftOut> leftOut,
        List<Problem> notes) {
    /**
     * A package of a registry.
     *
     * @param pinned the digests that lockfiles have of it, as far as they are right
     * @param dependents what depends on it
     */
    public record Member(
            Packument packument,
            String version,
            JsonNode manifest,
            String why,
            Set<Checksum> pinned,
            Set<Dependent> dependents) {
        public Member {
            pinned = Collections.unmodifiableSet(new LinkedHashSet<>(pinned));
            dependents = Collections.unmodifiableSet(new LinkedHashSet<>(dependents));
        }

        public Coordinates coordinates() {
            return PackageName.coordinates(packument.name(), version);
        }

        Member and(Member other) {
            Set<Checksum> all = new LinkedHashSet<>(pinned);
            all.addAll(other.pinned);
            Set<Dependent> both = new LinkedHashSet<>(dependents);
            both.addAll(other.dependents);
            return new Member(packument, version, manifest, why, all, both);
        }
    }

    /**
     * What depends on a package.
     *
     * @param coordinates of it, or {@link #OUTSIDE}, or {@link #LOCKFILE}
     * @param optional whether it does without the package where that is for another platform
     */
    public record Dependent(String coordinates, boolean optional) {
        /** A requirement, or a package that is in no registry. */
        static final String OUTSIDE = "";

        /** What a lockfile pins, whoever depends on it. */
        static final String LOCKFILE = "lockfile";
    }

    /** A package that is in no registry, and whose archive can be served. */
    public record Outsider(String name, String why, NonRegistryPackages.Carried carried) {}

    public NpmClosed {
        members = List.copyOf(members);
        outsiders = List.copyOf(outsiders);
        unresolved = List.copyOf(unresolved);
        leftOut = List.copyOf(leftOut);
        notes = List.copyOf(notes);
    }

    /** The versions of each package of a registry, sorted by name. */
    public Map<String, Set<String>> packages() {
        Map<String, Set<String>> packages = new TreeMap<>();
        members.forEach(member -> packages.computeIfAbsent(member.packument().name(), name -> new TreeSet<>())
                .add(member.version()));
        return packages;
    }

    /**
     * The packages for other platforms that a client does not just leave out, since something that it installs requires
     * them; by their coordinates.
     *
     * @param isFor whether a package is for the platform, by its manifest
     * @param foreign what the client does
     */
    public Map<Coordinates, Member> foreign(Predicate<JsonNode> isFor, ClientRules.Foreign foreign) {
        if (foreign == ClientRules.Foreign.LEFT_OUT || members.stream().allMatch(m -> isFor.test(m.manifest()))) {
            return Map.of();
        }
        Map<String, List<Needed>> needs = new HashMap<>();
        for (Member member : members) {
            boolean isForIt = isFor.test(member.manifest());
            for (Dependent dependent : member.dependents()) {
                if (!dependent.optional() || foreign.belowOptional() && isForIt) {
                    needs.computeIfAbsent(dependent.coordinates(), key -> new ArrayList<>())
                            .add(new Needed(member, isForIt));
                }
            }
        }
        Map<Coordinates, Member> found = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>(Set.of(Dependent.OUTSIDE, Dependent.LOCKFILE));
        Deque<String> installed = new ArrayDeque<>(seen);
        while (!installed.isEmpty()) {
            for (Needed needed : needs.getOrDefault(installed.remove(), List.of())) {
                Coordinates coordinates = needed.member().coordinates();
                if (!needed.isForIt()) {
                    found.put(coordinates, needed.member());
                }
                if (seen.add(coordinates.toString())) {
                    installed.add(coordinates.toString());
                }
            }
        }
        return found;
    }

    private record Needed(Member member, boolean isForIt) {}

    static NpmClosed union(List<NpmClosed> parts) {
        Map<String, Member> members = new LinkedHashMap<>();
        Set<Outsider> outsiders = new LinkedHashSet<>();
        List<Unresolved> unresolved = new ArrayList<>();
        Set<LeftOut> leftOut = new LinkedHashSet<>();
        Set<Problem> notes = new LinkedHashSet<>();
        for (NpmClosed part : parts) {
            part.members.forEach(
                    member -> members.merge(member.packument().name() + "@" + member.version(), member, Member::and));
            outsiders.addAll(part.outsiders);
            unresolved.addAll(part.unresolved);
            leftOut.addAll(part.leftOut);
            notes.addAll(part.notes);
        }
        return new NpmClosed(
                List.copyOf(members.values()),
                List.copyOf(outsiders),
                unresolved,
                List.copyOf(leftOut),
                List.copyOf(notes));
    }
}
