package org.gapferry.ecosystem.serve;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.manifest.Target;

/**
 * Checks that a mirror of a state would serve everything that requirements need: installs each of them on each target,
 * in thought, then what their clients would ask for besides, in any ecosystem, until nothing new appears.
 */
public final class MirrorCheck {
    private final Ecosystems ecosystems;
    private final Catalog state;
    private final Tasks tasks;
    private final Requests requests;

    /** Told of each request that a client would make, by several threads. */
    @FunctionalInterface
    public interface Requests {
        /**
         * @param path from the root of the mirror
         * @param status of the answer
         */
        void answered(String path, int status);
    }

    /** A check that tells nobody what is asked. */
    public MirrorCheck(Ecosystems ecosystems, Catalog state, Tasks tasks) {
        this(ecosystems, state, tasks, (path, status) -> {});
    }

    public MirrorCheck(Ecosystems ecosystems, Catalog state, Tasks tasks, Requests requests) {
        this.ecosystems = ecosystems;
        this.state = state;
        this.tasks = tasks;
        this.requests = requests;
    }

    /**
     * Checks the install of requirements.
     *
     * @param leftOut what the resolver left out, and so may be missing
     * @param followed which of the requirements that clients derive are checked too
     * @return each problem once: what would fail, what cannot be read, and what no known ecosystem can be asked for
     */
    public List<Problem> check(
            Requirements requirements,
            List<Target> targets,
            List<LeftOut> leftOut,
            Predicate<DerivedRequirement> followed) {
        Set<Problem> problems = new LinkedHashSet<>();
        for (Target target : targets) {
            Set<DerivedRequirement.Subject> known = new HashSet<>();
            Requirements asked = requirements;
            while (!asked.isEmpty()) {
                Requirements further = Requirements.NONE;
                for (String section : asked.sections()) {
                    List<Requirement> readable = readable(asked.of(section), problems);
                    InstallCheck.Result result = install(section, readable, target, leftOut);
                    problems.addAll(result.problems());
                    for (DerivedRequirement derived : result.derived()) {
                        if (followed.test(derived) && known.add(derived.subject())) {
                            Ecosystems.Understood understood =
                                    ecosystems.understand(derived, derived.text(), derived.reason());
                            understood.notCarried().ifPresent(problems::add);
                            further = further.with(derived.ecosystem(), understood.requirements());
                        }
                    }
                }
                asked = further;
            }
        }
        return new ArrayList<>(problems);
    }

    /** Those of which it is known what they ask for; why it is not of the others is told. */
    private static List<Requirement> readable(List<Requirement> requirements, Set<Problem> problems) {
        List<Requirement> readable = new ArrayList<>();
        for (Requirement requirement : requirements) {
            List<Problem> unreadable = requirement.unreadable();
            problems.addAll(unreadable);
            if (unreadable.isEmpty()) {
                readable.add(requirement);
            }
        }
        return readable;
    }

    private InstallCheck.Result install(
            String section, List<Requirement> requirements, Target target, List<LeftOut> leftOut) {
        Ecosystem ecosystem = ecosystems.ofSection(section).orElseThrow();
        if (requirements.isEmpty()) {
            return InstallCheck.Result.NOTHING;
        }
        return ecosystem
                .offline()
                .installCheck()
                .check(
                        new InstallCheck.Install(
                                requirements, target, leftOut, watched(ecosystem), ecosystems.companions()),
                        tasks);
    }

    private InstallCheck.Mirror watched(Ecosystem ecosystem) {
        InstallCheck.Mirror mirror = InstallCheck.Mirror.of(ecosystem, ecosystems, state);
        return (path, accept) -> {
            MirrorResponse answer = mirror.get(path, accept);
            requests.answered(path.startsWith("/") ? path : "/" + ecosystem.root() + "/" + path, answer.status());
            return answer;
        };
    }
}
