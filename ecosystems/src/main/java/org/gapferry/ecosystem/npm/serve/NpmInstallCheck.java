package org.gapferry.ecosystem.npm.serve;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.npm.closure.NpmClosed;
import org.gapferry.ecosystem.npm.closure.NpmClosure;
import org.gapferry.ecosystem.npm.model.ClientRules;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmSdk;
import org.gapferry.ecosystem.npm.model.PlatformFilter;
import org.gapferry.ecosystem.npm.model.VersionPick;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.request.Unavailable;
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
            List<Requirement> requirements, Target target, List<LeftOut> leftOut, Mirror mirror, Tasks tasks) {
        Set<LeftOut.Part> excused = leftOut.stream().map(LeftOut::part).collect(Collectors.toSet());
        ServedDocuments served = new ServedDocuments(mirror);
        NpmClosure closure = new NpmClosure(served, served, tasks, name -> {});
        Set<Problem> problems = new LinkedHashSet<>();
        Set<DerivedRequirement> derived = new LinkedHashSet<>();
        for (VersionPick.Environment environment : VersionPick.Environment.of(List.of(target))) {
            NpmClosed closed = closure.close(requirements, List.of(environment), Unavailable.NOTHING, excused::contains);
            closed.unresolved().forEach(missing -> problems.add(notServed(missing.problem(), target)));
            closed.leftOut().forEach(missing -> problems.add(notServed(missing.why(), target)));
            for (NpmClosed.Outsider outsider : closed.outsiders()) {
                checkTarball(
                        outsider.name() + "@" + outsider.carried().version(),
                        outsider.carried().manifest(),
                        target,
                        mirror,
                        problems);
            }
            for (NpmClosed.Member member : closed.members()) {
                check(member, target, mirror, problems);
                NpmSdk.declaration(member.version(), member.manifest())
                        .ifPresent(declared -> derived.add(declared.requirement()));
            }
        }
        return new Result(new ArrayList<>(problems), new ArrayList<>(derived));
    }

    private static Problem notServed(Problem missing, Target target) {
        return notServed(missing.where(), missing.what(), target);
    }

    private static void check(NpmClosed.Member member, Target target, Mirror mirror, Set<Problem> problems) {
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
        for (Checksum pinned : member.pinned()) {
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
