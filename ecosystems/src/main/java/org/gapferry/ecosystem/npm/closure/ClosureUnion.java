package org.gapferry.ecosystem.npm.closure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.npm.model.Overrides;
import org.gapferry.ecosystem.npm.project.NpmProject;
import org.gapferry.ecosystem.npm.project.NpmRequirement;
import org.gapferry.ecosystem.request.Requirement;

/** What requirements come to together: one closure for all, and one for each project whose overrides change what its packages ask for. */
public final class ClosureUnion {
    private final List<NpmClosure> parts = new ArrayList<>();

    /** @param begin makes an empty closure */
    public ClosureUnion(List<Requirement> requirements, Function<Overrides, NpmClosure> begin) {
        List<NpmClosure.Root> plain = new ArrayList<>();
        for (Requirement requirement : requirements) {
            if (requirement instanceof NpmRequirement.OfPackage of) {
                plain.add(new NpmClosure.PackageRoot(of));
            } else if (requirement instanceof NpmRequirement.OfProject of) {
                NpmProject project = NpmProject.read(of.folder());
                NpmClosure.Root root = new NpmClosure.ProjectRoot(of, project);
                if (project.overrides().isEmpty()) {
                    plain.add(root);
                } else {
                    NpmClosure own = begin.apply(project.overrides());
                    own.follow(List.of(root));
                    parts.add(own);
                }
            } else {
                throw new IllegalArgumentException("not a requirement of npm: " + requirement);
            }
        }
        NpmClosure shared = begin.apply(Overrides.NONE);
        shared.follow(plain);
        parts.add(0, shared);
    }

    /** The members, in the order in which they were found. */
    public List<NpmClosure.Selected> members() {
        Map<String, NpmClosure.Selected> members = new LinkedHashMap<>();
        for (NpmClosure part : parts) {
            for (NpmClosure.Selected member : part.members()) {
                NpmClosure.Selected known =
                        members.putIfAbsent(member.packument().name() + "@" + member.version(), member);
                if (known != null) {
                    known.locked().addAll(member.locked());
                }
            }
        }
        return List.copyOf(members.values());
    }

    /** Packages that no registry serves, and whose archives can be served all the same. */
    public List<NpmClosure.Outsider> outsiders() {
        Set<NpmClosure.Outsider> outsiders = new LinkedHashSet<>();
        parts.forEach(part -> outsiders.addAll(part.outsiders()));
        return List.copyOf(outsiders);
    }

    /** The versions of each package of a registry, sorted by name. */
    public Map<String, Set<String>> packages() {
        Map<String, Set<String>> packages = new TreeMap<>();
        parts.forEach(
                part -> part.packages().forEach((name, versions) -> packages.computeIfAbsent(name, n -> new TreeSet<>())
                        .addAll(versions)));
        return packages;
    }

    /** What kept a requirement from being closed; empty if everything is. */
    public List<Problem> failures() {
        Set<Problem> failures = new LinkedHashSet<>();
        parts.forEach(part -> failures.addAll(part.failures()));
        return List.copyOf(failures);
    }

    /** What was left out since clients do without it, and what people should do. */
    public List<Problem> notes() {
        Set<Problem> notes = new LinkedHashSet<>();
        parts.forEach(part -> notes.addAll(part.notes()));
        return List.copyOf(notes);
    }
}
