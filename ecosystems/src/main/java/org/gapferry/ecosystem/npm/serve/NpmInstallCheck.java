package org.gapferry.ecosystem.npm.serve;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.npm.closure.ClosureUnion;
import org.gapferry.ecosystem.npm.closure.NpmClosure;
import org.gapferry.ecosystem.npm.model.ClientRules;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmSdk;
import org.gapferry.ecosystem.npm.model.PlatformFilter;
import org.gapferry.ecosystem.npm.model.VersionPick;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.serve.InstallCheck;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.manifest.Target;
import tools.jackson.databind.JsonNode;

/**
 * npm's install on a target, in thought: the closure is computed from the documents that the mirror renders, once for each version of Node
 * alone, and each member that the target would unpack must have its tarball.
 */
public final class NpmInstallCheck implements InstallCheck {
    /** Its documents name tarballs below this. */
    private static final URI BASE = URI.create("http://mirror.invalid/npm/");

    @Override
    public Result check(
            List<Requirement> requirements, Target target, List<Problem> leftOut, Mirror mirror, Tasks tasks) {
        Set<String> mayMiss = leftOut.stream().map(Problem::where).collect(Collectors.toSet());
        ServedDocuments served = new ServedDocuments(mirror);
        Map<String, JsonNode> manifests = new HashMap<>();
        Set<Problem> problems = new LinkedHashSet<>();
        Set<DerivedRequirement> derived = new LinkedHashSet<>();
        for (VersionPick.Environment environment : VersionPick.Environment.of(List.of(target))) {
            ClosureUnion closure = new ClosureUnion(
                    requirements,
                    overrides -> new NpmClosure(
                            served, List.of(environment), tasks, name -> {}, manifests, served, overrides));
            closure.failures().stream()
                    .filter(failure ->
                            failure.code() != EcosystemProblem.NOT_IN_A_REGISTRY || !mayMiss.contains(failure.where()))
                    .map(failure -> notServed(failure.where(), failure.what(), target))
                    .forEach(problems::add);
            closure.notes().stream()
                    .filter(note -> !mayMiss.contains(note.where()))
                    .map(note -> notServed(note.where(), note.what(), target))
                    .forEach(problems::add);
            for (NpmClosure.Outsider outsider : closure.outsiders()) {
                checkTarball(
                        outsider.name() + "@" + outsider.carried().version(),
                        outsider.carried().manifest(),
                        target,
                        mirror,
                        problems);
            }
            for (NpmClosure.Selected member : closure.members()) {
                check(member, target, mirror, problems);
                NpmSdk.declaration(member.version(), member.manifest())
                        .ifPresent(declared -> derived.add(declared.requirement()));
            }
        }
        return new Result(new ArrayList<>(problems), new ArrayList<>(derived));
    }

    private static void check(NpmClosure.Selected member, Target target, Mirror mirror, Set<Problem> problems) {
        String name = member.packument().name() + "@" + member.version();
        if (member.packument().hasTimes()
                && member.packument().published(member.version()).isEmpty()) {
            problems.add(notServed(name, "the document of the package has no date of this version", target));
        }
        if (!PlatformFilter.isAskedFor(member.manifest(), target, ClientRules.CARRIED)) {
            return;
        }
        checkTarball(name, member.manifest(), target, mirror, problems);
        List<Checksum> served = Integrity.parse(NpmJson.text(member.manifest().path("dist"), "integrity"));
        for (Checksum pinned : member.locked()) {
            if (served.stream().anyMatch(one -> one.algorithm().equals(pinned.algorithm()) && !one.equals(pinned))) {
                problems.add(notServed(
                        name, "a lockfile pins it with " + pinned + ", and its document says otherwise", target));
            }
        }
    }

    private static void checkTarball(
            String name, JsonNode manifest, Target target, Mirror mirror, Set<Problem> problems) {
        JsonNode dist = manifest.path("dist");
        String tarball = NpmJson.text(dist, "tarball");
        boolean held = tarball.startsWith(BASE.toString())
                && mirror.get(tarball.substring(BASE.toString().length()), "*/*")
                                .body()
                        instanceof MirrorResponse.Content;
        if (!held) {
            problems.add(notServed(name, "its tarball would not be served", target));
        } else if (Integrity.parse(NpmJson.text(dist, "integrity")).isEmpty()) {
            problems.add(notServed(name, "its document has no integrity", target));
        }
    }

    private static Problem notServed(String where, String what, Target target) {
        return EcosystemProblem.NOT_SERVED.at(where, "an install on " + target + " would fail: " + what);
    }
}
