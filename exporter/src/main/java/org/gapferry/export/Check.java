package org.gapferry.export;

import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.InstallCheck;
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
     * Proves a state.
     *
     * @return what people should know, though the state is whole: a client that could not install from it
     * @throws ProblemException with everything that would not be served
     */
    List<Problem> check(Requirements requirements, List<LeftOut> leftOut, Catalog state) {
        List<Problem> problems = new ArrayList<>();
        requirements.forEach((id, list) -> {
            Ecosystem ecosystem = ecosystems.ofSection(id).orElseThrow();
            for (Target target : targets) {
                problems.addAll(ecosystem
                        .offline()
                        .installCheck()
                        .check(list, target, leftOut, InstallCheck.Mirror.of(ecosystem, ecosystems, state), tasks)
                        .problems());
            }
        });
        List<Problem> told = problems.stream().filter(Check::isTold).distinct().toList();
        problems.removeAll(told);
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return told;
    }

    private static boolean isTold(Problem problem) {
        ExitClass exit = problem.code().exitClass();
        return exit == ExitClass.DONE || exit == ExitClass.FINDINGS;
    }
}
