package org.gapferry.ecosystem.npm.closure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.npm.model.ClientRules;
import org.gapferry.ecosystem.npm.model.DependencyText;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.ecosystem.npm.model.NpmClient;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmProblem;
import org.gapferry.ecosystem.npm.model.NpmVersions;
import org.gapferry.ecosystem.npm.model.Overrides;
import org.gapferry.ecosystem.npm.model.PackageExtensions;
import org.gapferry.ecosystem.npm.model.PackageName;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.npm.model.VersionPick;
import org.gapferry.ecosystem.npm.model.VersionPick.Chooser;
import org.gapferry.ecosystem.npm.project.Lockfile;
import org.gapferry.ecosystem.npm.project.NpmProject;
import org.gapferry.ecosystem.npm.project.NpmRequirement;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Selection;
import org.gapferry.ecosystem.request.Unavailable;
import org.gapferry.ecosystem.request.Unresolved;
import org.gapferry.version.SemverRange;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The dependencies of roots: explored to their ends, whatever fails. Then what fails spreads to what needs it, up to
 * the roots; an optional dependency stops it. The closure is what the sound roots reach.
 */
final class DependencyGraph {
    /** Many times more than any known closure has; it ends one that an upstream makes up without end. */
    private static final int MAX_PACKAGES = 500_000;

    private final NpmClosure closure;
    private final PackageDocuments documents;
    private final List<Chooser> choosers;
    private final Overrides overrides;
    private final PackageExtensions extensions;
    private final Unavailable unavailable;
    private final Predicate<LeftOut.Part> excused;
    private final ClientRules rules;

    private final Map<String, Node> packages = new HashMap<>();
    private final Map<String, Node> outsiders = new HashMap<>();
    private final Map<String, Picked> picked = new HashMap<>();
    private final List<Edge> edges = new ArrayList<>();
    private List<Edge> next = new ArrayList<>();

    DependencyGraph(
            NpmClosure closure,
            PackageDocuments documents,
            List<Chooser> choosers,
            NpmProject changes,
            Unavailable unavailable,
            Predicate<LeftOut.Part> excused,
            ClientRules rules) {
        this.closure = closure;
        this.documents = documents;
        this.rules = rules;
        this.choosers = choosers;
        this.overrides = changes.overrides();
        this.extensions = changes.extensions();
        this.unavailable = unavailable;
        this.excused = excused;
    }

    /** What a closure begins with; the project is empty for a requirement of a package. */
    record Root(Requirement requirement, NpmProject project) {}

    /** What depends on something: a root, a package, or a repository that is built when it is installed. */
    private static final class Node {
        /** Who it is, for messages and for inventories. */
        private final String label;
        /** Who it is in {@link LeftOut.Part}: the same wherever its requirement was written. */
        private final String owner;
        /** True for what was published: a path in it leads nowhere. */
        private final boolean published;

        private final List<Edge> edges = new ArrayList<>();
        private final List<Problem> notes = new ArrayList<>();
        private @Nullable Found found;
        private @Nullable Problem problem;
        private boolean broken;

        Node(String label, String owner, boolean published) {
            this.label = label;
            this.owner = owner;
            this.published = published;
        }

        static Node of(String coordinates) {
            return new Node(coordinates, coordinates, true);
        }
    }

    /** What a node is of the closure; nothing for roots. */
    private sealed interface Found {}

    private record OfRegistry(Packument packument, String version, JsonNode manifest) implements Found {}

    private record OfElsewhere(String name, NonRegistryPackages.Carried carried) implements Found {}

    /** How much depends on a dependency. */
    private enum Need {
        /** Without it, nothing. */
        REQUIRED,
        /** Clients do without it. */
        OPTIONAL,
        /** If it is not there, something else says so; if it is, it must be complete. */
        IF_THERE,
        /** It itself, whatever it depends on. */
        PINNED,
        /** The same, and clients do without it. */
        PINNED_OPTIONAL;

        boolean isPinned() {
            return this == PINNED || this == PINNED_OPTIONAL;
        }

        boolean isOptional() {
            return this == OPTIONAL || this == PINNED_OPTIONAL;
        }

        static Need of(boolean optional) {
            return optional ? OPTIONAL : REQUIRED;
        }
    }

    /** A dependency. */
    private static final class Edge {
        private final Node from;
        private final LeftOut.Part part;
        private final String why;
        private final Need need;
        private final List<Problem> notes = new ArrayList<>();
        private List<Node> targets = List.of();
        /** The entry of a lockfile that has it, if its digest counts. */
        private Lockfile.@Nullable Locked claim;

        private Set<Checksum> proven = Set.of();
        private boolean contradicted;
        private @Nullable Problem problem;
        private @Nullable Problem leftOut;
        /** Whether it is left out where it is for another platform, whatever its absence means. */
        private boolean droppable;
        /** What is asked of the registry; nothing for what is elsewhere. */
        private @Nullable Wanted wanted;

        Edge(Node from, String part, String why, Need need) {
            this.from = from;
            this.part = new LeftOut.Part(from.owner, part);
            this.why = why;
            this.need = need;
            this.droppable = need.isOptional();
        }

        boolean isBroken() {
            return problem != null || targets.stream().anyMatch(this::isBroken);
        }

        boolean isBroken(Node target) {
            return need.isPinned() ? target.problem != null : target.broken;
        }
    }

    private record Wanted(String name, PackageSpec spec, Selection selection) {
        String key() {
            return name + "@" + spec.fetchSpec() + (selection.newest() == 0 ? "" : " " + selection.newest());
        }
    }

    /** What a dependency comes to, whoever has it. */
    private record Picked(List<Node> nodes, Optional<Failure> failure) {
        static Picked failed(Failure failure) {
            return new Picked(List.of(), Optional.of(failure));
        }
    }

    /** Why nothing can be picked, to be said of each dependency. */
    @FunctionalInterface
    private interface Failure {
        Problem of(String why);
    }

    NpmClosed close(List<Root> roots) {
        Map<Node, Requirement> nodes = new LinkedHashMap<>();
        roots.forEach(root -> nodes.put(begin(root), root.requirement()));
        while (!next.isEmpty()) {
            List<Edge> wave = next;
            next = new ArrayList<>();
            Set<String> names = new LinkedHashSet<>();
            for (Edge edge : wave) {
                if (edge.wanted != null) {
                    names.add(edge.wanted.name());
                }
            }
            closure.load(documents, names);
            wave.forEach(this::pick);
        }
        spreadFailures();
        return collect(nodes);
    }

    private Node begin(Root root) {
        Requirement requirement = root.requirement();
        String why = requirement.origin() + " " + requirement.text();
        Node node = new Node(why, requirement.text(), false);
        NpmProject project = root.project();
        if (requirement instanceof NpmRequirement.OfPackage of) {
            want(node, of.spec().name(), of.spec(), of.text(), why, Need.REQUIRED, of.selection());
        } else if (requirement instanceof NpmRequirement.OfManagerVersion of) {
            of.manager().packages().forEach((name, spec) -> depend(node, name, spec, false, why));
            of.manager().alternatives().forEach((name, spec) -> depend(node, name, spec, true, false, why));
        } else if (requirement instanceof NpmRequirement.OfLockfile of) {
            Lockfile lockfile = project.lockfiles().get(of.format());
            if (lockfile != null && rules.reads(lockfile.product(), project.lockProducts())) {
                pins(node, project, lockfile, why, false);
            }
        } else {
            project.dependencies()
                    .forEach((place, dependencies) -> dependencies.forEach((name, spec) -> depend(
                            node,
                            name,
                            spec,
                            project.optional().contains(name),
                            why + (place.isEmpty() ? "" : " " + place))));
            node.notes.addAll(project.notes());
            project.lockfiles().forEach((format, lockfile) -> {
                if (rules.reads(lockfile.product(), project.lockProducts())) {
                    pins(node, project, lockfile, why + " (" + format.file() + ")", true);
                }
            });
        }
        return node;
    }

    /** @param fresh true for what the pinned packages would get without a lockfile */
    private void pins(Node node, NpmProject project, Lockfile lockfile, String origin, boolean fresh) {
        for (Lockfile.Locked locked : lockfile.locked()) {
            boolean optional = locked.optional() || project.optional().contains(locked.name());
            Need pin = optional ? Need.PINNED_OPTIONAL : Need.PINNED;
            if (!locked.outside().isEmpty()) {
                if (!locked.outside().startsWith("file:")) {
                    elsewhere(node, locked.name(), locked.outside(), fresh ? Need.IF_THERE : pin, origin);
                }
            } else {
                PackageSpec spec = new PackageSpec(PackageSpec.Type.VERSION, locked.name(), locked.version(), null);
                Edge edge = want(
                        node,
                        locked.name(),
                        spec,
                        locked.name() + "@" + locked.version(),
                        origin,
                        fresh ? Need.IF_THERE : pin,
                        Selection.PICKED);
                edge.droppable = optional;
                edge.claim = fresh ? null : locked;
            }
        }
    }

    private void depend(Node from, String name, String text, boolean optional, String why) {
        depend(from, name, text, optional, optional, why);
    }

    /** @param droppable whether it is left out where it is for another platform */
    private void depend(Node from, String name, String text, boolean optional, boolean droppable, String why) {
        List<String> instead = overrides.of(name);
        instead.forEach(spec -> dependOn(from, name, spec, optional, droppable, why + " (overridden)"));
        if (!overrides.replaces(name)) {
            boolean replaced = !instead.isEmpty();
            dependOn(from, name, text, optional || replaced, droppable || replaced, why);
        }
    }

    private void dependOn(Node from, String name, String text, boolean optional, boolean droppable, String why) {
        try {
            PackageSpec spec = PackageSpec.resolve(name, text);
            switch (spec.type()) {
                case VERSION, RANGE, TAG, ALIAS ->
                    want(from, name, spec, name + "@" + text, why, Need.of(optional), Selection.PICKED).droppable =
                            droppable;
                case GIT, REMOTE -> elsewhere(from, name, text, Need.of(optional), why);
                case FILE, DIRECTORY -> path(from, name, text, optional, why);
            }
        } catch (PackageSpec.Refused e) {
            if (text.startsWith("workspace:") || text.startsWith("link:") || text.startsWith("portal:")) {
                from.notes.add(EcosystemProblem.LOCAL_DEPENDENCY.at(
                        why, "the dependency `" + name + "` is `" + text + "`, which belongs to the workspace"));
            } else {
                edge(from, name + "@" + text, why, Need.of(optional)).problem = EcosystemProblem.NO_VERSION_FITS.at(
                        why, "the dependency `" + name + "` is `" + text + "`, which npm refuses: " + e.getMessage());
            }
        }
    }

    private Edge edge(Node from, String part, String why, Need need) {
        Edge edge = new Edge(from, part, why, need);
        from.edges.add(edge);
        edges.add(edge);
        return edge;
    }

    /** A path in a project travels with the project; in a published package it leads nowhere. */
    private void path(Node from, String name, String text, boolean optional, String why) {
        String what = "the dependency `" + name + "` is `" + text + "`, ";
        if (from.published) {
            edge(from, name + "@" + text, why, Need.of(optional)).problem = EcosystemProblem.NOT_IN_A_REGISTRY.at(
                    why, what + "a path of the machine on which the package was published");
        } else {
            from.notes.add(EcosystemProblem.LOCAL_DEPENDENCY.at(why, what + "which travels with the project"));
        }
    }

    private void elsewhere(Node from, String name, String text, Need need, String why) {
        String shown = DependencyText.withoutSecrets(text);
        Edge edge = edge(from, name + "@" + shown, why, need);
        NonRegistryPackages.Found found = closure.outside().find(name, text, documents);
        String what = "the dependency `" + name + "` is `" + shown + "`, ";
        if (found instanceof NonRegistryPackages.Carried carried) {
            edge.targets = List.of(outsider(name, carried));
            edge.notes.add(NpmProblem.OVERRIDE_REQUIRED.at(
                    why,
                    what + "which no registry serves; it is carried as version " + carried.version(),
                    "add to the package.json of the project: \"overrides\": {\"" + name + "\": \"" + carried.version()
                            + "\"}; for yarn: \"resolutions\", for pnpm: \"pnpm\": {\"overrides\"}"));
        } else if (found instanceof NonRegistryPackages.NeedsBuild built) {
            edge.targets = List.of(built(from, name, why + " > " + name, built));
            edge.leftOut = NpmProblem.NEEDS_BUILD.at(
                    why,
                    what + "which npm builds when it installs it (" + built.scripts()
                            + "); what that needs from the registry is carried, the package itself is not",
                    "publish it to a registry of yours, or let clients reach a copy of the repository: git config url.URL.insteadOf");
        } else if (found instanceof NonRegistryPackages.Failed failed) {
            edge.problem = failed.problem();
        } else if (found instanceof NonRegistryPackages.Unknown unknown) {
            edge.problem = EcosystemProblem.NOT_IN_A_REGISTRY.at(
                    why,
                    what + "which no registry serves: " + unknown.why(),
                    unknown.hints().toArray(new String[0]));
        }
    }

    private Node outsider(String name, NonRegistryPackages.Carried carried) {
        String key = name + "@" + carried.version();
        Node known = outsiders.get(key);
        if (known != null) {
            return known;
        }
        Node node = Node.of(PackageName.coordinates(name, carried.version()).toString());
        node.found = new OfElsewhere(name, carried);
        node.problem = unavailable
                .problem(PackageName.coordinates(name, carried.version()))
                .orElse(null);
        outsiders.put(key, node);
        follow(node, carried.manifest());
        return node;
    }

    private Node built(Node from, String name, String label, NonRegistryPackages.NeedsBuild built) {
        Node node = new Node(label, from.owner + " > " + name, from.published);
        follow(node, built.manifest());
        NpmJson.texts(built.manifest(), "devDependencies")
                .forEach((dependency, spec) -> depend(node, dependency, spec, true, label + " devDependencies"));
        return node;
    }

    private Edge want(
            Node from, String name, PackageSpec spec, String part, String why, Need need, Selection selection) {
        PackageSpec alias = spec.alias();
        Edge edge = edge(from, part, why, need);
        edge.wanted = alias == null ? new Wanted(name, spec, selection) : new Wanted(alias.name(), alias, selection);
        next.add(edge);
        return edge;
    }

    private void pick(Edge edge) {
        Wanted wanted = edge.wanted;
        if (wanted != null) {
            Picked known = picked.get(wanted.key());
            if (known == null) {
                known = pick(wanted, edge.why);
                picked.put(wanted.key(), known);
            }
            edge.targets = known.nodes();
            edge.problem = known.failure().map(failure -> failure.of(edge.why)).orElse(null);
            if (edge.claim != null) {
                compare(edge, edge.claim);
            }
        }
    }

    /** Compares what a lockfile says of an archive, by the strongest digest that it has, as npm does. */
    private void compare(Edge edge, Lockfile.Locked claim) {
        Optional<DigestAlgorithm> strongest =
                claim.integrity().stream().map(Checksum::algorithm).min(Comparator.naturalOrder());
        for (Node target : edge.targets) {
            if (strongest.isPresent() && target.found instanceof OfRegistry of) {
                DigestAlgorithm algorithm = strongest.get();
                Set<Checksum> claimed = claim.integrity().stream()
                        .filter(one -> one.algorithm() == algorithm)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
                Set<Checksum> there = Integrity.ofArchive(of.manifest()).stream()
                        .filter(one -> one.algorithm() == algorithm)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
                boolean declared = !there.isEmpty();
                if (!declared && target.problem == null) {
                    documents.digest(of.packument(), of.version(), algorithm).ifPresent(there::add);
                }
                if (there.stream().anyMatch(claimed::contains)) {
                    edge.proven = claimed.stream().filter(there::contains).collect(Collectors.toSet());
                } else if (!there.isEmpty()) {
                    edge.problem = contradiction(claim, claimed, there, declared);
                    edge.contradicted = true;
                }
            }
        }
    }

    private Problem contradiction(Lockfile.Locked claim, Set<Checksum> claimed, Set<Checksum> there, boolean declared) {
        return NpmProblem.LOCK_INTEGRITY.at(
                claim.place(),
                "the lockfile has " + Integrity.of(claimed.iterator().next()) + " for " + claim.name() + "@"
                        + claim.version() + ", and "
                        + (declared ? "" : "the archive of ")
                        + documents.origin(claim.name()) + (declared ? " declares " : " has ")
                        + Integrity.of(there.iterator().next()),
                "find out which is right: the lockfile may have been edited, or written with another registry; or the package was replaced",
                "if the registry is right, delete the entry and run the package manager's install");
    }

    private Picked pick(Wanted wanted, String firstWhy) {
        PackageDocuments.Answer answer = documents.find(wanted.name());
        if (answer instanceof PackageDocuments.Failed failed) {
            Problem problem = failed.problem();
            return Picked.failed(why -> new Problem(
                    problem.code(), problem.where(), problem.what() + " (for " + why + ")", problem.hints()));
        } else if (!(answer instanceof PackageDocuments.Known known)) {
            return Picked.failed(
                    why -> EcosystemProblem.PACKAGE_UNKNOWN.at(
                            why,
                            "`" + wanted.name() + "` is not known to " + documents.origin(wanted.name()),
                            "check the name; for packages of your own name their registry in .npmrc: @scope:registry=https://npm.example.test/"));
        } else {
            return pick(wanted, known.packument(), firstWhy);
        }
    }

    private Picked pick(Wanted wanted, Packument packument, String firstWhy) {
        Map<String, VersionPick.Candidate> candidates = packument.candidates();
        String range = wanted.spec().fetchSpec();
        Set<String> versions = new LinkedHashSet<>();
        for (Chooser chooser : choosers) {
            VersionPick.pick(packument.tags(), candidates, range, chooser).ifPresent(versions::add);
        }
        versions.addAll(wanted.selection().of(fitting(candidates, range, wanted.selection())));
        if (versions.isEmpty()) {
            return Picked.failed(why -> EcosystemProblem.NO_VERSION_FITS.at(
                    why, "no version of `" + wanted.name() + "` fits `" + range + "`", newest(packument)));
        }
        return new Picked(
                versions.stream()
                        .map(version -> ofRegistry(packument, version, firstWhy))
                        .toList(),
                Optional.empty());
    }

    /** The versions of a range, the newest first. */
    private static List<String> fitting(
            Map<String, VersionPick.Candidate> candidates, String wanted, Selection selection) {
        if (selection.newest() == 0) {
            return List.of();
        }
        SemverRange range = SemverRange.parse(wanted, SemverRange.Mode.LOOSE).orElseThrow();
        return candidates.keySet().stream()
                .filter(range::isSatisfiedBy)
                .sorted(NpmVersions.VERSIONS.order().reversed())
                .toList();
    }

    private Node ofRegistry(Packument packument, String version, String why) {
        String key = packument.name() + "@" + version;
        Node known = packages.get(key);
        if (known != null) {
            return known;
        }
        if (packages.size() >= MAX_PACKAGES) {
            throw EcosystemProblem.CLOSURE_TOO_LARGE.thrown(
                    why,
                    "the closure has more than " + MAX_PACKAGES + " packages",
                    "see which requirement leads to so many: gapferry export --dry-run with fewer of them");
        }
        JsonNode manifest = closure.manifest(packument, version);
        Node node = Node.of(PackageName.coordinates(packument.name(), version).toString());
        node.found = new OfRegistry(packument, version, manifest);
        node.problem = unavailable
                .problem(PackageName.coordinates(packument.name(), version))
                .orElse(null);
        packages.put(key, node);
        follow(node, manifest);
        for (PackageExtensions.Addition added : extensions.of(packument.name(), version, manifest)) {
            boolean everywhere = added.clients().contains(NpmClient.YARN_4);
            String what = added.name() + "@" + added.text();
            depend(node, added.name(), added.text(), !everywhere, node.label + " packageExtensions " + what);
        }
        return node;
    }

    private void follow(Node node, JsonNode manifest) {
        for (ClientRules.Dependency dependency : rules.dependencies(manifest)) {
            depend(
                    node,
                    dependency.name(),
                    dependency.text(),
                    dependency.follow() == ClientRules.Follow.TOLERATED,
                    dependency.optional(),
                    node.label + " " + dependency.why());
        }
    }

    private static String newest(Packument packument) {
        String latest = packument.tags().get("latest");
        Set<String> tags = new TreeSet<>(packument.tags().keySet());
        return "the registry has " + packument.candidates().size() + " versions"
                + (latest == null ? "" : ", the latest is " + latest)
                + (tags.size() > 1 ? "; its tags are " + String.join(", ", tags) : "");
    }

    /** Marks every node that cannot be complete. */
    private void spreadFailures() {
        Map<Node, List<Edge>> into = new HashMap<>();
        Deque<Edge> failed = new ArrayDeque<>();
        for (Edge edge : edges) {
            edge.targets.forEach(target ->
                    into.computeIfAbsent(target, node -> new ArrayList<>()).add(edge));
            if (edge.problem != null) {
                failed.add(edge);
            }
        }
        for (Node node : into.keySet()) {
            if (node.problem != null) {
                node.broken = true;
                failed.addAll(into.getOrDefault(node, List.of()));
            }
        }
        while (!failed.isEmpty()) {
            Edge edge = failed.remove();
            if (!edge.from.broken && isFatal(edge)) {
                edge.from.broken = true;
                failed.addAll(into.getOrDefault(edge.from, List.of()));
            }
        }
    }

    private boolean isFatal(Edge edge) {
        boolean missesItself = edge.problem != null || rules.belowOptional() == ClientRules.Follow.TOLERATED;
        boolean harmless = edge.need.isOptional() && missesItself && !edge.contradicted
                || edge.need == Need.IF_THERE && edge.problem != null
                || excused.test(edge.part);
        return !harmless && edge.isBroken();
    }

    private NpmClosed collect(Map<Node, Requirement> roots) {
        Map<Node, NpmClosed.Member> members = new LinkedHashMap<>();
        Map<Node, NpmClosed.Outsider> elsewhere = new LinkedHashMap<>();
        Set<LeftOut> leftOut = new LinkedHashSet<>();
        Set<Problem> notes = new LinkedHashSet<>();
        List<Unresolved> unresolved = new ArrayList<>();
        Deque<Node> reached = new ArrayDeque<>();
        roots.forEach((node, requirement) -> {
            if (node.broken) {
                reasons(node).forEach(problem -> unresolved.add(new Unresolved(requirement, problem)));
            } else {
                reached.add(node);
            }
        });
        Set<Node> followed = new HashSet<>(reached);
        while (!reached.isEmpty()) {
            Node node = reached.remove();
            notes.addAll(node.notes);
            for (Edge edge : node.edges) {
                Problem missing = edge.leftOut != null ? edge.leftOut : edge.isBroken() ? reason(edge) : null;
                if (missing != null && edge.need != Need.IF_THERE && !excused.test(edge.part)) {
                    leftOut.add(new LeftOut(edge.part, missing));
                }
                if (!edge.isBroken()) {
                    notes.addAll(edge.notes);
                }
                for (Node target : edge.targets) {
                    if (edge.isBroken(target)) {
                        continue;
                    }
                    if (target.found instanceof OfRegistry of) {
                        members.merge(
                                target,
                                new NpmClosed.Member(
                                        of.packument(),
                                        of.version(),
                                        of.manifest(),
                                        edge.why,
                                        edge.proven,
                                        Set.of(dependent(edge))),
                                NpmClosed.Member::and);
                    } else if (target.found instanceof OfElsewhere of) {
                        elsewhere.putIfAbsent(target, new NpmClosed.Outsider(of.name(), edge.why, of.carried()));
                    }
                    boolean follows = !edge.need.isPinned() || target.found == null;
                    if (follows && !target.broken && followed.add(target)) {
                        reached.add(target);
                    }
                }
            }
        }
        return new NpmClosed(
                List.copyOf(members.values()),
                List.copyOf(elsewhere.values()),
                unresolved,
                List.copyOf(leftOut),
                List.copyOf(notes));
    }

    private static NpmClosed.Dependent dependent(Edge edge) {
        boolean isLocked = edge.need.isPinned() || edge.need == Need.IF_THERE;
        String from = edge.from.found instanceof OfRegistry
                ? edge.from.owner
                : isLocked ? NpmClosed.Dependent.LOCKFILE : NpmClosed.Dependent.OUTSIDE;
        return new NpmClosed.Dependent(from, edge.droppable);
    }

    private Problem reason(Edge edge) {
        if (edge.problem != null) {
            return edge.problem;
        }
        for (Node target : edge.targets) {
            if (edge.isBroken(target)) {
                return reasons(target).iterator().next();
            }
        }
        throw new IllegalStateException(edge.why);
    }

    /** Everything that keeps a node from being complete. */
    private Set<Problem> reasons(Node broken) {
        Set<Problem> reasons = new LinkedHashSet<>();
        Set<Node> seen = new HashSet<>(Set.of(broken));
        Deque<Node> nodes = new ArrayDeque<>(seen);
        while (!nodes.isEmpty()) {
            Node node = nodes.remove();
            if (node.problem != null) {
                reasons.add(node.problem);
            }
            for (Edge edge : node.edges) {
                if (isFatal(edge)) {
                    if (edge.problem != null) {
                        reasons.add(edge.problem);
                    }
                    for (Node target : edge.targets) {
                        if (edge.need.isPinned() && target.problem != null) {
                            reasons.add(target.problem);
                        } else if (edge.isBroken(target) && seen.add(target)) {
                            nodes.add(target);
                        }
                    }
                }
            }
        }
        return reasons;
    }
}
