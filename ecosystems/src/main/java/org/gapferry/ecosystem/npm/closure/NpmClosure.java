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
import java.util.function.Function;
import java.util.function.Predicate;
import org.gapferry.bundle.Problem;
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
 * one of their own, and so do package managers, which replace themselves and are not installed by another one.
 */
public final class NpmClosure {
    private final Function<Requirement, PackageDocuments> documents;
    private final NonRegistryPackages outside;
    private final Tasks tasks;
    private final Consumer<String> progress;
    /** Parsed manifests, kept for the next closure over the same documents. */
    private final Map<Version, JsonNode> manifests = new HashMap<>();

    private record Version(Packument packument, String version) {}

    /**
     * @param documents where all packages are found
     * @param outside where packages are found that are in no registry
     * @param progress told of each package that was looked up
     */
    public NpmClosure(PackageDocuments documents, NonRegistryPackages outside, Tasks tasks, Consumer<String> progress) {
        this(requirement -> documents, outside, tasks, progress);
    }

    /**
     * @param documents where the packages of a requirement are found: the same object for those that share them
     * @param outside where packages are found that are in no registry
     * @param progress told of each package that was looked up
     */
    public NpmClosure(
            Function<Requirement, PackageDocuments> documents,
            NonRegistryPackages outside,
            Tasks tasks,
            Consumer<String> progress) {
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
        Map<Group, List<DependencyGraph.Root>> shared = new LinkedHashMap<>();
        Map<Group, List<DependencyGraph.Root>> own = new LinkedHashMap<>();
        List<Unresolved> unreadable = new ArrayList<>();
        for (Requirement requirement : requirements) {
            if (requirement instanceof NpmRequirement.OfPackage) {
                shared.computeIfAbsent(new Group(documents.apply(requirement), "", false), g -> new ArrayList<>())
                        .add(new DependencyGraph.Root(requirement, NpmProject.NONE));
            } else if (requirement instanceof NpmRequirement.OfFolder of) {
                Optional<NpmProject> read = of.folder().project();
                of.folder().problems().forEach(problem -> unreadable.add(new Unresolved(of, problem)));
                if (read.isPresent()) {
                    NpmProject project = read.get();
                    boolean changes = !project.overrides().isEmpty()
                            || !project.extensions().isEmpty();
                    Group group = new Group(
                            documents.apply(requirement), changes ? of.folder().toString() : "", false);
                    (changes ? own : shared)
                            .computeIfAbsent(group, g -> new ArrayList<>())
                            .add(new DependencyGraph.Root(requirement, project));
                }
            } else if (requirement instanceof NpmRequirement.OfManagerVersion of) {
                Optional<Problem> refusal = of.manager().refusal();
                if (refusal.isPresent()) {
                    unreadable.add(new Unresolved(of, refusal.get()));
                } else {
                    shared.computeIfAbsent(new Group(documents.apply(requirement), "", true), g -> new ArrayList<>())
                            .add(new DependencyGraph.Root(of, NpmProject.NONE));
                }
            } else {
                throw new IllegalArgumentException("not a requirement of npm: " + requirement);
            }
        }
        shared.putAll(own);
        OneNamespace namespace = new OneNamespace();
        while (true) {
            List<NpmClosed> parts = new ArrayList<>();
            shared.forEach((group, roots) -> {
                NpmProject changes = group.folder().isEmpty()
                        ? NpmProject.NONE
                        : roots.get(0).project();
                PackageDocuments seen = namespace.of(group.documents());
                NpmClosed part = new DependencyGraph(
                                this,
                                seen,
                                choosers,
                                changes,
                                unavailable,
                                excused,
                                group.managers() ? rules.ofManagers() : rules)
                        .close(roots);
                namespace.add(group.documents(), part);
                parts.add(part);
            });
            if (!namespace.isContradicted()) {
                parts.add(new NpmClosed(List.of(), List.of(), unreadable, List.of(), List.of()));
                return NpmClosed.union(parts);
            }
        }
    }

    /**
     * Requirements that are closed together.
     *
     * @param folder of the project that changes what its packages ask for; empty for none
     * @param managers true for package managers
     */
    private record Group(PackageDocuments documents, String folder, boolean managers) {}

    NonRegistryPackages outside() {
        return outside;
    }

    /** Fetches documents side by side. */
    void load(PackageDocuments from, Set<String> names) {
        tasks.each(new LinkedHashSet<>(names), name -> {
            from.find(name);
            progress.accept(name);
        });
    }

    JsonNode manifest(Packument packument, String version) {
        return manifests.computeIfAbsent(new Version(packument, version), key -> parsed(packument, version));
    }

    static JsonNode parsed(Packument packument, String version) {
        try {
            return packument.parsedManifest(version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
