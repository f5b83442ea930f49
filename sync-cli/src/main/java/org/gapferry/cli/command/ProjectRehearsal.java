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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.Problem;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.Ui;
import org.gapferry.ecosystem.Catalog;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.ImpliedWish;
import org.gapferry.ecosystem.MirrorResponse;
import org.gapferry.ecosystem.Rehearsal;
import org.gapferry.ecosystem.Wish;
import org.gapferry.manifest.Target;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks a mirror, in thought, for everything that a project's clients would ask it for, in each ecosystem that the project is of. */
final class ProjectRehearsal {
    private final Ecosystems ecosystems;
    private final Catalog catalog;
    private final Ui ui;
    private final Map<String, Integer> requests = new TreeMap<>();
    private final Set<Problem> problems = new LinkedHashSet<>();

    ProjectRehearsal(Ecosystems ecosystems, Catalog catalog, Ui ui) {
        this.ecosystems = ecosystems;
        this.catalog = catalog;
        this.ui = ui;
    }

    /** Tells each request with its answer, in the document too; false if something is not there. */
    boolean rehearse(Path project, List<Target> targets, ObjectNode document) {
        Map<String, List<Wish>> wishes = wishes(project);
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            for (Target target : targets) {
                rehearse(wishes, target, executor);
            }
        } finally {
            executor.shutdownNow();
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
                        ? "all " + requests.size() + " requests would be answered"
                        : problems.size() + " things would not be served");
        return problems.isEmpty();
    }

    private Map<String, List<Wish>> wishes(Path project) {
        Map<String, List<Wish>> wishes = new LinkedHashMap<>();
        for (Ecosystem ecosystem : ecosystems.all()) {
            ecosystem
                    .wishes()
                    .project("project: " + project, "verify", project)
                    .ifPresent(wish -> wishes.put(ecosystem.id(), List.of(wish)));
        }
        if (wishes.isEmpty()) {
            throw CliProblem.FILE_UNREADABLE.thrown(
                    project.toString(),
                    "it is a project of no ecosystem that there is: " + String.join(", ", ecosystems.ids()),
                    "name the folder with the Pulumi.yaml or the package.json");
        }
        return wishes;
    }

    private void rehearse(Map<String, List<Wish>> roots, Target target, ExecutorService executor) {
        Map<String, List<Wish>> next = new LinkedHashMap<>(roots);
        Set<String> known = new HashSet<>();
        while (!next.isEmpty()) {
            Map<String, List<Wish>> round = next;
            next = new LinkedHashMap<>();
            for (Map.Entry<String, List<Wish>> entry : round.entrySet()) {
                Ecosystem ecosystem = ecosystems.find(entry.getKey()).orElseThrow();
                Rehearsal.Rehearsed rehearsed = ecosystem
                        .rehearsal()
                        .rehearse(entry.getValue(), target, List.of(), recording(ecosystem), executor);
                problems.addAll(rehearsed.problems());
                for (ImpliedWish wish : rehearsed.implied()) {
                    if (known.add(wish.ecosystem() + " " + wish.text() + " " + wish.project())) {
                        add(wish, next);
                    }
                }
            }
        }
    }

    private void add(ImpliedWish wish, Map<String, List<Wish>> wishes) {
        if (ecosystems.find(wish.ecosystem()).isEmpty()) {
            problems.add(EcosystemProblem.NOT_CARRIED.at(
                    wish.text(), wish.reason() + ", and there is no ecosystem `" + wish.ecosystem() + "` yet"));
            return;
        }
        try {
            Wish implied =
                    ecosystems.find(wish.ecosystem()).orElseThrow().wishes().of(wish, wish.reason());
            wishes.computeIfAbsent(wish.ecosystem(), id -> new ArrayList<>()).add(implied);
        } catch (IllegalArgumentException e) {
            problems.add(EcosystemProblem.NOT_CARRIED.at(
                    wish.reason(), "`" + wish.text() + "` cannot be carried: " + e.getMessage()));
        }
    }

    private Rehearsal.Mirror recording(Ecosystem ecosystem) {
        Rehearsal.Mirror mirror = Rehearsal.Mirror.of(ecosystem, catalog);
        return (path, accept) -> {
            MirrorResponse answer = mirror.get(path, accept);
            synchronized (requests) {
                requests.put(path.startsWith("/") ? path : "/" + ecosystem.id() + "/" + path, answer.status());
            }
            return answer;
        };
    }
}
