package org.gapferry.cli.command;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.Problem;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.Surroundings;
import org.gapferry.cli.Ui;
import org.gapferry.cli.Verb;
import org.gapferry.ecosystem.Ecosystem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry doctor}. */
@Command(
        name = "doctor",
        description = "Looks for known traps in the environment of this machine's clients. Exit 1 if there are any.",
        footer = {"", "On a machine that uses a mirror:  gapferry doctor pulumi --url https://mirror.example.test"})
public final class DoctorCommand extends Verb {
    @Parameters(arity = "0..*", paramLabel = "ECOSYSTEM", description = "Such as pulumi (default: all).")
    private List<String> ids = List.of();

    @Option(names = "--url", paramLabel = "URL", description = "The mirror that is meant to be used.")
    private @Nullable String url;

    public DoctorCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        Optional<URI> base = Optional.ofNullable(url).map(MirrorUrl::parse);
        for (String id : ids) {
            if (surroundings.ecosystems().find(id).isEmpty()) {
                throw CliProblem.BAD_OPTION.thrown(
                        id,
                        "there is no such ecosystem",
                        "one of: " + String.join(", ", surroundings.ecosystems().ids()));
            }
        }
        Ui ui = ui();
        ObjectNode document = ui.document();
        List<Problem> all = new ArrayList<>();
        for (Ecosystem ecosystem : surroundings.ecosystems().all()) {
            if (ids.isEmpty() || ids.contains(ecosystem.id())) {
                List<Problem> problems = ecosystem.clientSetup().check(surroundings.variables(), base);
                all.addAll(problems);
                if (problems.stream().noneMatch(DoctorCommand::isFinding)) {
                    ui.data(ecosystem.id() + ": nothing is wrong");
                }
                for (Problem problem : problems) {
                    ui.data(ecosystem.id() + ": " + (isFinding(problem) ? "" : "note: ") + problem.sentence());
                    problem.hints().forEach(hint -> ui.data("  " + hint));
                }
                document.set(ecosystem.id(), Ui.problems(problems));
            }
        }
        ui.document(document);
        return all.stream().anyMatch(DoctorCommand::isFinding) ? ExitClass.FINDINGS.code() : 0;
    }

    private static boolean isFinding(Problem problem) {
        return problem.code().exitClass() == ExitClass.FINDINGS;
    }
}
