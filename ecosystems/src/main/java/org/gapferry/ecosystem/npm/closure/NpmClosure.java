package org.gapferry.ecosystem.npm.closure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.npm.model.ClientRules;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.npm.model.VersionPick.Chooser;
import org.gapferry.ecosystem.npm.project.NpmProject;
import org.gapferry.ecosystem.npm.project.NpmRequirement;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Unavailable;
import org.gapferry.ecosystem.request.Unresolved;
import tools.jackson.databind.JsonNode;

/**
 * Computes closures of npm packages: the least set that contains, for every dependency of a member, what each
 * environment would pick. npm nests, so each edge is decided alone and nothing has to be tried. Every optional
 * dependency is in it, whatever its platform.
 *
 * <p>All requirements share one closure, but those of a project whose overrides change what its packages ask for have
 * one of their own.
 */
public final class NpmClosure {
    private final PackageDocuments documents;
    private final NonRegistryPackages outside;
    private final Tasks tasks;
    private final Consumer<String> progress;
    /** Parsed manifests, kept for the next closure over the same documents. */
    private final Map<String, JsonNode> manifests = new HashMap<>();

    /**
     * @param outside where packages are found that are in no registry
     * @param progress told of each package that was looked up
     */
    public NpmClosure(PackageDocuments documents, NonRegistryPackages outside, Tasks tasks, Consumer<String> progress) {
        this.documents = documents;
        this.outside = outside;
        this.tasks = tasks;
        this.progress = progress;
    }

    /**
     * What requirements come to together.
     *
     * @param choosers each picks for itself
     * @param unavailable versions that cannot be had
     * @param excused what may be missing without a word
     * @param rules of the client whose closure it is
     */
    public NpmClosed close(
            List<Requirement> requirements,
            List<Chooser> choosers,
            Unavailable unavailable,
            Predicate<LeftOut.Part> excused,
            ClientRules rules) {
        List<DependencyGraph.Root> shared = new ArrayList<>();
        Map<String, List<DependencyGraph.Root>> own = new LinkedHashMap<>();
        List<Unresolved> unreadable = new ArrayList<>();
        for (Requirement requirement : requirements) {
            if (requirement instanceof NpmRequirement.OfPackage) {
                shared.add(new DependencyGraph.Root(requirement, NpmProject.NONE));
            } else if (requirement instanceof NpmRequirement.OfFolder of) {
                Optional<NpmProject> read = read(of, unreadable);
                if (read.isPresent()) {
                    NpmProject project = read.get();
                    boolean changes = !project.overrides().isEmpty()
                            || !project.extensions().isEmpty();
                    (changes ? own.computeIfAbsent(of.folder().toString(), f -> new ArrayList<>()) : shared)
                            .add(new DependencyGraph.Root(requirement, project));
                }
            } else {
                throw new IllegalArgumentException("not a requirement of npm: " + requirement);
            }
        }
        List<NpmClosed> parts = new ArrayList<>();
        parts.add(new DependencyGraph(this, choosers, NpmProject.NONE, unavailable, excused, rules).close(shared));
        own.values()
                .forEach(roots -> parts.add(
                        new DependencyGraph(this, choosers, roots.get(0).project(), unavailable, excused, rules)
                                .close(roots)));
        parts.add(new NpmClosed(List.of(), List.of(), unreadable, List.of(), List.of()));
        return NpmClosed.union(parts);
    }

    /** The project of a folder; what cannot be read holds back what is asked of that folder. */
    private static Optional<NpmProject> read(NpmRequirement.OfFolder of, List<Unresolved> unreadable) {
        try {
            return Optional.of(NpmProject.read(of.folder()));
        } catch (ProblemException e) {
            e.problems().forEach(problem -> unreadable.add(new Unresolved(of, problem)));
            return Optional.empty();
        }
    }

    PackageDocuments documents() {
        return documents;
    }

    NonRegistryPackages outside() {
        return outside;
    }

    /** Fetches documents side by side. */
    void load(Set<String> names) {
        tasks.each(new LinkedHashSet<>(names), name -> {
            documents.find(name);
            progress.accept(name);
        });
    }

    JsonNode manifest(Packument packument, String version) {
        return manifests.computeIfAbsent(packument.name() + "@" + version, key -> {
            try {
                return packument.parsedManifest(version);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
