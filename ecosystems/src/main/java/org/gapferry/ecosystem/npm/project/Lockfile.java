package org.gapferry.ecosystem.npm.project;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.gapferry.bundle.Checksum;
import org.gapferry.ecosystem.npm.model.NpmProduct;
import org.gapferry.manifest.ManifestProblem;

/**
 * What a lockfile pins, whichever manager wrote it.
 *
 * @param name of the file
 * @param product whose lockfile it is
 * @param locked every package but those that lie in others or in the project itself
 * @param members name to spec by the path of each member of the workspace that the lockfile describes
 * @param asked {@code name@spec} of everything that it was written for; empty where the format does not say
 * @param top version by name at the top of the tree; empty where the format has no tree
 * @param unmet what an importer or an entry needs and has no entry
 */
public record Lockfile(
        String name,
        NpmProduct product,
        List<Locked> locked,
        Map<String, Map<String, String>> members,
        Set<String> asked,
        Map<String, String> top,
        List<Unmet> unmet) {
    public Lockfile {
        locked = List.copyOf(locked);
        unmet = List.copyOf(unmet);
    }

    /**
     * A need without an entry.
     *
     * @param need as the lockfile writes it
     * @param by who needs it
     * @param place where that is said
     */
    record Unmet(String name, String need, String by, String place) {}

    /**
     * @param others names that have no entry by right: the workspace's own, and those that the root replaces, of which
     *     Yarn removes the entries
     * @throws org.gapferry.bundle.ProblemException MANIFEST with the place of who needs what is not there
     */
    void requireWhole(Set<String> others) {
        for (Unmet one : unmet) {
            if (!others.contains(one.name())) {
                throw ManifestProblem.PROJECT_UNREADABLE.thrown(
                        one.place(),
                        "the lockfile has no entry for `" + one.need() + "`, which "
                                + (one.by().isEmpty() || one.by().equals(".") ? "the project" : "`" + one.by() + "`")
                                + " needs, so the lockfile is not whole",
                        "restore it, or run the package manager's install there");
            }
        }
    }

    /** The versions of a package that it pins, sorted. */
    Set<String> versions(String name) {
        return locked.stream()
                .filter(one -> one.name().equals(name))
                .map(Locked::version)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * One entry.
     *
     * @param name under which a registry knows it, or under which it is installed if it is in none
     * @param integrity digests of its archive; none where the format has none
     * @param optional true if clients do without it
     * @param development true if only the root's own development needs it
     * @param outside the URL or repository that it comes from, if it is in no registry; otherwise empty
     * @param url of its archive in a registry, as far as the lockfile has it; otherwise empty
     * @param place of the entry, for messages
     */
    public record Locked(
            String name,
            String version,
            List<Checksum> integrity,
            boolean optional,
            boolean development,
            String outside,
            String url,
            String place) {
        public Locked {
            integrity = List.copyOf(integrity);
        }

        /** An entry with everything that a registry's package has. */
        static Locked ofRegistry(
                String name, String version, List<Checksum> integrity, boolean optional, String url, String place) {
            return new Locked(name, version, integrity, optional, false, "", url, place);
        }

        /** An entry that comes from a repository or a URL. */
        static Locked ofElsewhere(String name, String version, boolean optional, String outside, String place) {
            return new Locked(name, version, List.of(), optional, false, outside, "", place);
        }
    }
}
