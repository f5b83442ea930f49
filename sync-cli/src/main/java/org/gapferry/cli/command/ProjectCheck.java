package org.gapferry.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.Tasks;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.Ui;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.InstallCheck;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.manifest.Target;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a mirror, in thought, for everything that a project's clients would ask it for, in each ecosystem that the
 * project is of.
 */
final class ProjectCheck {
    private final Ecosystems ecosystems;
    private final Catalog catalog;
    private final Ui ui;
    private final Map<String, Integer> requests = new TreeMap<>();
    private final Set<Problem> problems = new LinkedHashSet<>();

    ProjectCheck(Ecosystems ecosystems, Catalog catalog, Ui ui) {
        this.ecosystems = ecosystems;
        this.catalog = catalog;
        this.ui = ui;
    }

    /** Tells each request with its answer, in the document too; false if something is not there. */
    boolean check(Path project, List<Target> targets, ObjectNode document) {
        Map<String, List<Requirement>> requirements = requirements(project);
        try (Tasks tasks = new Tasks(4)) {
            for (Target target : targets) {
                check(requirements, target, tasks);
            }
        }
        ArrayNode asked = document.putArray("requests");
        requests.forEach((path, status) -> {
            ui.data((status == 200 ? "pass " : "FAIL ") + status + " " + path);
            asked.addObject().put("path", path).put("status", status);
        });
        problems.forEach(problem -> ui.problem(ExitClass.FINDINGS.word(), problem));
        document.set("problems", Ui.problems(new ArrayList<>(problems)));
        ui.say(
                problems.isEmpty()
                        ? "all " + requests.size() + " requests would succeed"
                        : problems.size() + " problems");
        return problems.isEmpty();
    }

    private Map<String, List<Requirement>> requirements(Path project) {
        Map<String, List<Requirement>> requirements = new LinkedHashMap<>();
        for (Ecosystem ecosystem : ecosystems.all()) {
            List<Requirement> found =
                    ecosystem.online().requirements().project("project: " + project, "verify", project);
            if (!found.isEmpty()) {
                requirements.put(ecosystem.section(), found);
            }
        }
        if (requirements.isEmpty()) {
            throw CliProblem.FILE_UNREADABLE.thrown(
                    project.toString(),
                    "not a project of a supported ecosystem: " + String.join(", ", ecosystems.names()),
                    "name the folder with the Pulumi.yaml or the package.json");
        }
        return requirements;
    }

    private void check(Map<String, List<Requirement>> roots, Target target, Tasks tasks) {
        Map<String, List<Requirement>> next = new LinkedHashMap<>(roots);
        Set<String> known = new HashSet<>();
        while (!next.isEmpty()) {
            Map<String, List<Requirement>> round = next;
            next = new LinkedHashMap<>();
            for (Map.Entry<String, List<Requirement>> entry : round.entrySet()) {
                Ecosystem ecosystem = ecosystems.ofSection(entry.getKey()).orElseThrow();
                InstallCheck.Result checked = ecosystem
                        .offline()
                        .installCheck()
                        .check(entry.getValue(), target, List.of(), recording(ecosystem), tasks);
                checked.problems().stream()
                        .filter(problem -> problem.code().exitClass() != ExitClass.DONE)
                        .forEach(problems::add);
                for (DerivedRequirement requirement : checked.derived()) {
                    if (known.add(requirement.ecosystem() + " " + requirement.text() + " " + requirement.project())) {
                        add(requirement, next);
                    }
                }
            }
        }
    }

    private void add(DerivedRequirement requirement, Map<String, List<Requirement>> requirements) {
        if (ecosystems.ofSection(requirement.ecosystem()).isEmpty()) {
            problems.add(EcosystemProblem.NOT_CARRIED.at(
                    requirement.text(),
                    requirement.reason() + ", but the ecosystem `" + requirement.ecosystem() + "` is not supported"));
            return;
        }
        try {
            List<Requirement> derived = ecosystems
                    .ofSection(requirement.ecosystem())
                    .orElseThrow()
                    .online()
                    .requirements()
                    .of(requirement, requirement.reason());
            requirements
                    .computeIfAbsent(requirement.ecosystem(), id -> new ArrayList<>())
                    .addAll(derived);
        } catch (IllegalArgumentException e) {
            problems.add(EcosystemProblem.NOT_CARRIED.at(
                    requirement.reason(), "cannot resolve `" + requirement.text() + "`: " + e.getMessage()));
        }
    }

    private InstallCheck.Mirror recording(Ecosystem ecosystem) {
        InstallCheck.Mirror mirror = InstallCheck.Mirror.of(ecosystem, ecosystems, catalog);
        return (path, accept) -> {
            MirrorResponse answer = mirror.get(path, accept);
            synchronized (requests) {
                requests.put(path.startsWith("/") ? path : "/" + ecosystem.root() + "/" + path, answer.status());
            }
            return answer;
        };
    }
}
