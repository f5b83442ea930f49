package org.gapferry.ecosystem.npm.serve;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.bundle.Tasks;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.npm.closure.NpmClosed;
import org.gapferry.ecosystem.npm.closure.NpmClosure;
import org.gapferry.ecosystem.npm.model.ClientRules;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.ecosystem.npm.model.NpmClient;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmPointers;
import org.gapferry.ecosystem.npm.model.NpmProduct;
import org.gapferry.ecosystem.npm.model.PackageName;
import org.gapferry.ecosystem.npm.model.PlatformFilter;
import org.gapferry.ecosystem.npm.model.TarballPath;
import org.gapferry.ecosystem.npm.model.VersionPick;
import org.gapferry.ecosystem.npm.project.Lockfile;
import org.gapferry.ecosystem.npm.project.NpmProject;
import org.gapferry.ecosystem.npm.project.NpmRequirement;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.request.PackageDocument;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Unavailable;
import org.gapferry.ecosystem.serve.InstallCheck;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.manifest.Environment;
import org.gapferry.manifest.Target;
import tools.jackson.databind.JsonNode;

/**
 * The install on a target, in thought, with each package manager: the closure is computed from the documents that the
 * mirror renders, by the rules of the client, once for each version of Node that it would choose by, and each member
 * that it would unpack must have its archive.
 */
public final class NpmInstallCheck implements InstallCheck {
    /** Its documents name tarballs below this. */
    private static final URI BASE = Mirror.base(NpmPointers.TYPE);

    @Override
    public Result check(Install install, Tasks tasks) {
        ServedDocuments served = new ServedDocuments(install.mirror());
        OnTarget check = new OnTarget(install, new NpmClosure(served, served, tasks, name -> {}));
        Set<LeftOut.Part> excused =
                install.leftOut().stream().map(LeftOut::part).collect(Collectors.toSet());
        Set<LeftOut.Part> optional = new HashSet<>(excused);
        optional.removeIf(part -> part.name().startsWith(ClientRules.NODE_GYP + "@"));
        NpmClient.byRules().forEach((rules, clients) -> {
            check.install(rules, clients, excused::contains);
            if (optional.size() < excused.size()) {
                check.lack(rules, clients, optional::contains, EcosystemProblem.CLIENT_FAILS);
            }
            if (!optional.isEmpty()) {
                check.lack(rules, clients, part -> false, EcosystemProblem.CLIENT_REFUSES);
            }
            if (rules.engines() == ClientRules.Engines.ENFORCED) {
                check.engines(rules, clients, excused::contains);
            }
        });
        return check.result();
    }

    /** What it misses is a defect of an export; what another misses is told. The first in the order of clients. */
    private static final NpmClient REFERENCE = NpmClient.NPM_10;

    /** What was found on one target, and for which clients. */
    private static final class OnTarget {
        private final Install install;
        private final Target target;
        private final NpmClosure closure;
        private final Map<Missing, Set<NpmClient>> missing = new LinkedHashMap<>();
        private final Map<Missing, Set<NpmClient>> lacking = new LinkedHashMap<>();
        private final Map<Missing, ProblemCode> codes = new LinkedHashMap<>();
        private final Set<Coordinates> asked = new HashSet<>();
        private final Set<DerivedRequirement> derived = new LinkedHashSet<>();
        /** What only some builds of a package manager become, and others do without. */
        private final Set<LeftOut.Part> alternatives = new HashSet<>();

        /** Something that would not be there, or would be refused. */
        private record Missing(String where, String what) {
            static Missing of(Problem problem) {
                return new Missing(problem.where(), problem.what());
            }
        }

        OnTarget(Install install, NpmClosure closure) {
            this.install = install;
            this.target = install.target();
            this.closure = closure;
            for (Requirement requirement : install.requirements()) {
                if (requirement instanceof NpmRequirement.OfManagerVersion of) {
                    of.manager()
                            .alternatives()
                            .forEach((name, spec) ->
                                    alternatives.add(new LeftOut.Part(requirement.text(), name + "@" + spec)));
                }
            }
        }

        /** Installs with clients that behave alike. */
        void install(ClientRules rules, List<NpmClient> clients, Predicate<LeftOut.Part> excused) {
            Set<Missing> found = new LinkedHashSet<>();
            Set<Missing> refused = new LinkedHashSet<>();
            Set<Target> platforms = platforms(clients);
            for (VersionPick.Chooser chooser : VersionPick.Chooser.of(target, rules)) {
                NpmClosed closed = close(rules, chooser, excused);
                closed.unresolved().forEach(one -> found.add(Missing.of(one.problem())));
                closed.leftOut().forEach(one -> (alternatives.contains(one.part()) ? refused : found)
                        .add(Missing.of(one.why())));
                for (NpmClosed.Outsider outsider : closed.outsiders()) {
                    String name = outsider.name() + "@" + outsider.carried().version();
                    tarball(name, outsider.carried().manifest(), found);
                }
                Map<Coordinates, NpmClosed.Member> foreign =
                        closed.foreign(manifest -> PlatformFilter.isAskedFor(manifest, target, rules), rules.foreign());
                if (rules.foreign() == ClientRules.Foreign.REFUSED) {
                    foreign.values().forEach(member -> refused.add(platform(member)));
                }
                for (NpmClosed.Member member : closed.members()) {
                    boolean despite = rules.foreign().isInstalled() && foreign.containsKey(member.coordinates());
                    check(member, rules, despite, platforms, found);
                    companions(member);
                }
                lockedPaths(closed, rules, clients, found);
            }
            add(found, clients, missing);
            refused.forEach(one -> codes.putIfAbsent(one, EcosystemProblem.CLIENT_REFUSES));
            add(refused, clients, lacking);
        }

        /**
         * Archives that the clients ask for under the path that a lockfile has, below the mirror: npm and yarn 1, of
         * whose lockfiles only the hosts are replaced.
         */
        private void lockedPaths(NpmClosed closed, ClientRules rules, List<NpmClient> clients, Set<Missing> found) {
            Map<Coordinates, NpmClosed.Member> members = new HashMap<>();
            closed.members().forEach(member -> members.put(member.coordinates(), member));
            for (Requirement requirement : install.requirements()) {
                if (requirement instanceof NpmRequirement.OfLockfile of) {
                    Set<NpmProduct> products =
                            of.folder().project().map(NpmProject::lockProducts).orElse(Set.of());
                    of.lockfile()
                            .filter(lockfile -> rules.reads(lockfile.product(), products)
                                    && (lockfile.product().isNpm() || lockfile.product() == NpmProduct.YARN_1))
                            .ifPresent(lockfile -> lockfile.locked().forEach(locked -> {
                                NpmClosed.Member member =
                                        members.get(PackageName.coordinates(locked.name(), locked.version()));
                                if (member != null && PlatformFilter.isAskedFor(member.manifest(), target, rules)) {
                                    lockedPath(locked, member, clients, found);
                                }
                            }));
                }
            }
        }

        private void lockedPath(
                Lockfile.Locked locked, NpmClosed.Member member, List<NpmClient> clients, Set<Missing> found) {
            List<String> segments = TarballPath.segments(locked.url());
            Optional<TarballPath> path = TarballPath.in(locked.url(), locked.name());
            boolean isConventional = path.flatMap(TarballPath::version)
                    .filter(locked.version()::equals)
                    .isPresent();
            if (segments.isEmpty() || isConventional) {
                return;
            }
            String name = locked.name() + "@" + locked.version();
            String asked = locked.place() + " has its archive as `" + segments.get(segments.size() - 1) + "`, ";
            Optional<Blob> wanted = content(PackageName.tarballUrl(BASE, member.coordinates())
                    .toString()
                    .substring(BASE.toString().length()));
            Optional<Blob> there = content(rawPath(segments));
            if (wanted.isEmpty() || wanted.equals(there)) {
                return; // without any archive, it is told for that
            }
            boolean canBeServed = path.isPresent()
                    && path.get().version().isEmpty()
                    && ArtifactFile.isFileName(path.get().furtherName());
            if (there.isEmpty() && canBeServed) {
                found.add(new Missing(name, asked + "which the mirror would not serve"));
            } else {
                Missing one = new Missing(
                        name,
                        asked
                                + (there.isPresent()
                                        ? "where the mirror has the archive of another version"
                                        : "and no mirror can tell whose archive that is"));
                codes.putIfAbsent(one, EcosystemProblem.CLIENT_FAILS);
                add(Set.of(one), clients, lacking);
            }
        }

        private static String rawPath(List<String> segments) {
            return segments.stream().map(Coordinates::encode).collect(Collectors.joining("/"));
        }

        private Optional<Blob> content(String rawPath) {
            return install.mirror().get(rawPath, "*/*").body() instanceof MirrorResponse.Content content
                    ? Optional.of(content.blob())
                    : Optional.empty();
        }

        private static Missing platform(NpmClosed.Member member) {
            return new Missing(
                    member.packument().name() + "@" + member.version(),
                    "it is required, and for " + PlatformFilter.platforms(member.manifest()) + " only");
        }

        private void companions(NpmClosed.Member member) {
            if (asked.add(member.coordinates())) {
                derived.addAll(install.companions()
                        .read(new PackageDocument(member.coordinates(), NpmProject.MANIFEST, member.manifest()))
                        .requirements());
            }
        }

        /** What clients need that the upstream lacks too, and that others do without. */
        void lack(ClientRules rules, List<NpmClient> clients, Predicate<LeftOut.Part> excused, ProblemCode code) {
            Set<Missing> found = new LinkedHashSet<>();
            for (VersionPick.Chooser chooser : VersionPick.Chooser.of(target, rules)) {
                close(rules, chooser, excused).unresolved().forEach(one -> found.add(Missing.of(one.problem())));
            }
            if (clients.contains(REFERENCE)) {
                found.forEach(one -> codes.putIfAbsent(one, EcosystemProblem.NOT_SERVED));
                return;
            }
            found.removeAll(missing.keySet());
            found.removeIf(one -> codes.get(one) == EcosystemProblem.NOT_SERVED);
            found.forEach(one -> codes.putIfAbsent(one, code));
            add(found, clients, lacking);
        }

        /** Versions that clients take and then refuse, on every release of a line of Node. */
        void engines(ClientRules rules, List<NpmClient> clients, Predicate<LeftOut.Part> excused) {
            Set<Missing> found = new LinkedHashSet<>();
            for (VersionPick.Chooser chooser : VersionPick.Chooser.of(target, rules)) {
                for (NpmClosed.Member member :
                        close(rules.withoutOptional(), chooser, excused).members()) {
                    VersionPick.Candidate candidate =
                            member.packument().candidates().get(member.version());
                    for (Environment environment : target.environments(VersionPick.NODE)) {
                        if (candidate != null && !candidate.runsOnNewest(environment)) {
                            found.add(new Missing(
                                    member.packument().name() + "@" + member.version(),
                                    "it is for Node " + candidate.nodeEngine() + ", not for " + environment.version()));
                        }
                    }
                }
            }
            found.forEach(one -> codes.putIfAbsent(one, EcosystemProblem.CLIENT_REFUSES));
            add(found, clients, lacking);
        }

        private NpmClosed close(ClientRules rules, VersionPick.Chooser chooser, Predicate<LeftOut.Part> excused) {
            List<Requirement> requirements = new ArrayList<>(install.requirements());
            if (!rules.fetchesManagers()) {
                requirements.removeIf(NpmRequirement.OfManagerVersion.class::isInstance);
            }
            return closure.close(requirements, List.of(chooser), Unavailable.NOTHING, excused, rules);
        }

        private static void add(Set<Missing> found, Collection<NpmClient> clients, Map<Missing, Set<NpmClient>> to) {
            found.forEach(one -> to.computeIfAbsent(one, m -> EnumSet.noneOf(NpmClient.class))
                    .addAll(clients));
        }

        /** The target, and the platforms that the projects have these clients fetch packages for. */
        private Set<Target> platforms(List<NpmClient> clients) {
            Set<Target> platforms = new LinkedHashSet<>(List.of(target));
            for (Requirement requirement : install.requirements()) {
                if (requirement instanceof NpmRequirement.OfFolder of) {
                    of.folder().project().ifPresent(project -> project.architectures()
                            .forEach((product, supported) -> {
                                if (clients.stream().anyMatch(client -> client.isOf(product))) {
                                    platforms.addAll(supported.on(target));
                                }
                            }));
                }
            }
            return platforms;
        }

        /** @param despite whether it is installed though it is for another platform */
        private void check(
                NpmClosed.Member member,
                ClientRules rules,
                boolean despite,
                Set<Target> platforms,
                Set<Missing> found) {
            String name = member.packument().name() + "@" + member.version();
            if (member.packument().hasTimes()
                    && member.packument().published(member.version()).isEmpty()) {
                found.add(new Missing(name, "the document of the package has no date of this version"));
            }
            if (!despite
                    && platforms.stream()
                            .noneMatch(platform -> PlatformFilter.isAskedFor(member.manifest(), platform, rules))) {
                return;
            }
            tarball(name, member.manifest(), found);
        }

        private void tarball(String name, JsonNode manifest, Set<Missing> found) {
            JsonNode dist = manifest.path("dist");
            String tarball = NpmJson.text(dist, "tarball");
            boolean held = tarball.startsWith(BASE.toString())
                    && install.mirror()
                                    .get(tarball.substring(BASE.toString().length()), "*/*")
                                    .body()
                            instanceof MirrorResponse.Content;
            if (!held) {
                found.add(new Missing(name, "its tarball would not be served"));
            } else if (Integrity.parse(NpmJson.text(dist, "integrity")).isEmpty()) {
                found.add(new Missing(name, "its document has no integrity"));
            }
        }

        /**
         * What npm itself would miss is a defect; what another client would miss is told, and what it refuses anywhere
         * noted.
         */
        Result result() {
            List<Problem> problems = new ArrayList<>();
            missing.forEach((one, clients) -> {
                boolean defect = clients.contains(REFERENCE);
                problems.add(
                        defect
                                ? EcosystemProblem.NOT_SERVED.at(one.where(), sentence(one, clients))
                                : EcosystemProblem.CLIENT_FAILS.at(one.where(), sentence(one, clients)));
            });
            lacking.forEach((one, clients) -> {
                ProblemCode code = codes.getOrDefault(one, EcosystemProblem.CLIENT_REFUSES);
                problems.add(code.at(one.where(), sentence(one, clients)));
            });
            return new Result(problems, new ArrayList<>(derived));
        }

        private String sentence(Missing one, Set<NpmClient> clients) {
            boolean all = clients.size() == NpmClient.values().length;
            return "an install " + (all ? "" : "with " + NpmClient.names(clients) + " ") + "on " + target
                    + " would fail: " + one.what();
        }
    }
}
