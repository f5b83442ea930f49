package org.gapferry.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.Tasks;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.Ui;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.MirrorCheck;
import org.gapferry.manifest.Target;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a mirror, in thought, for everything that a project's clients would ask it for, in each ecosystem that the
 * project is of, and tells each request with its answer.
 */
final class ProjectCheck {
    private static final int THREADS = 4;

    private final Ecosystems ecosystems;
    private final Catalog catalog;
    private final Ui ui;

    ProjectCheck(Ecosystems ecosystems, Catalog catalog, Ui ui) {
        this.ecosystems = ecosystems;
        this.catalog = catalog;
        this.ui = ui;
    }

    /**
     * Tells each request with its answer, in the document too.
     *
     * @return the exit code: PARTIAL if a file of the project cannot be read, FINDINGS if something is not there
     */
    int check(Path project, List<Target> targets, ObjectNode document) {
        Requirements requirements = requirements(project);
        Answers answers = new Answers();
        List<Problem> problems;
        try (Tasks tasks = new Tasks(THREADS)) {
            problems = new MirrorCheck(ecosystems, catalog, tasks, answers)
                    .check(requirements, targets, List.of(), derived -> true).stream()
                            .filter(problem -> problem.code().exitClass() != ExitClass.DONE)
                            .toList();
        }
        List<Problem> notes = requirements
                .all()
                .flatMap(one -> one.notes().stream())
                .distinct()
                .toList();
        notes.forEach(note -> ui.say("note: " + note.sentence()));
        document.set("notes", Ui.problems(notes));
        int requests = answers.tell(ui, document.putArray("requests"));
        ExitClass found = problems.stream().anyMatch(problem -> problem.code().exitClass() == ExitClass.MANIFEST)
                ? ExitClass.PARTIAL
                : ExitClass.FINDINGS;
        problems.forEach(problem -> ui.problem(found.word(), problem));
        document.set("problems", Ui.problems(problems));
        ui.say(
                problems.isEmpty()
                        ? "all " + requests + " requests would succeed"
                        : problems.size() + (problems.size() == 1 ? " problem" : " problems"));
        return problems.isEmpty() ? 0 : found.code();
    }

    private Requirements requirements(Path project) {
        Requirements requirements = Requirements.ofProject("project: " + project, "verify", project, ecosystems);
        if (requirements.isEmpty()) {
            throw CliProblem.FILE_UNREADABLE.thrown(
                    project.toString(),
                    "not a project of a supported ecosystem: " + String.join(", ", ecosystems.names()),
                    "name a folder that has one of " + String.join(", ", ecosystems.projectFiles()));
        }
        return requirements;
    }

    /** What was asked, and how the mirror would answer; each path once. */
    private static final class Answers implements MirrorCheck.Requests {
        private final SortedMap<String, Integer> statuses = new TreeMap<>();

        @Override
        public synchronized void answered(String path, int status) {
            statuses.put(path, status);
        }

        /** Returns how many there are. */
        synchronized int tell(Ui ui, ArrayNode document) {
            statuses.forEach((path, status) -> {
                ui.data((status == 200 ? "pass " : "FAIL ") + status + " " + path);
                document.addObject().put("path", path).put("status", status);
            });
            return statuses.size();
        }
    }
}
