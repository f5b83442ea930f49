package org.gapferry.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.MirrorCheck;
import org.gapferry.manifest.Target;

/**
 * Checks the offline install of every requirement on every target against the state that is about to be sealed, before
 * it is sealed.
 */
final class Check {
    private final Ecosystems ecosystems;
    private final List<Target> targets;
    private final Tasks tasks;

    Check(Ecosystems ecosystems, List<Target> targets, Tasks tasks) {
        this.ecosystems = ecosystems;
        this.targets = targets;
        this.tasks = tasks;
    }

    /**
     * Proves a state. What clients derive and cannot do without must be served, too, whether the closure has it or not.
     *
     * @return what people should know, though the state is whole: a client that could not install from it
     * @throws ProblemException with everything that would not be served
     */
    List<Problem> check(Closed closed, Catalog state) {
        Set<DerivedRequirement.Subject> among = closed.derived().stream()
                .map(derived -> derived.requirement().subject())
                .collect(Collectors.toSet());
        List<Problem> problems = new ArrayList<>(new MirrorCheck(ecosystems, state, tasks)
                .check(
                        closed.requirements(),
                        targets,
                        closed.leftOut(),
                        derived -> !derived.optional() && !among.contains(derived.subject())));
        List<Problem> told = problems.stream().filter(Check::isTold).toList();
        problems.removeAll(told);
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return told;
    }

    private static boolean isTold(Problem problem) {
        ExitClass exit = problem.code().exitClass();
        return exit == ExitClass.DONE || exit == ExitClass.FINDINGS || problem.code() == EcosystemProblem.NOT_CARRIED;
    }
}
