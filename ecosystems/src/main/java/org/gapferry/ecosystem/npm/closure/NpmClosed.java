package org.gapferry.ecosystem.npm.closure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Problem;
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
     * @param pinned the digests that lockfiles have of it
     */
    public record Member(Packument packument, String version, JsonNode manifest, String why, Set<Checksum> pinned) {
        public Member {
            pinned = Collections.unmodifiableSet(new LinkedHashSet<>(pinned));
        }

        Member and(Member other) {
            Set<Checksum> all = new LinkedHashSet<>(pinned);
            all.addAll(other.pinned);
            return new Member(packument, version, manifest, why, all);
        }
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
