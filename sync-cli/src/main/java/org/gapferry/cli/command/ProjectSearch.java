package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.RequirementReader;

/**
 * The projects in a folder: those that a manifest can name, and why others are left out. A folder that belongs to a
 * project, such as a workspace, is none of its own.
 */
final class ProjectSearch {
    private static final int MAX_DEPTH = 8;
    /** What package managers and compilers write. */
    private static final Set<String> MADE =
            Set.of("node_modules", "bower_components", "target", "vendor", "dist", "build", "bin", "obj");
    /** What tests read. */
    private static final Set<String> FIXTURES =
            Set.of("fixtures", "__fixtures__", "fixture", "testdata", "test-fixtures", "__mocks__");

    private final Ecosystems ecosystems;
    private final Path root;
    /** Those that projects may be in, sorted. */
    private final Set<Path> folders = new TreeSet<>();
    /** Why a folder is passed over with everything below it, and how many folders of projects are there. */
    private final Map<Path, Passed> passed = new TreeMap<>();

    private final List<String> others = new ArrayList<>();
    private final Set<Problem> unreadable = new LinkedHashSet<>();
    private final Set<Problem> notCarried = new LinkedHashSet<>();
    private final Map<Ecosystem, List<Found>> found = new LinkedHashMap<>();

    /**
     * A project.
     *
     * @param key of the line that names it in a manifest
     * @param path from the folder that was searched
     * @param members how many other folders it carries with itself
     */
    record Found(String key, String path, int members) {}

    private record Passed(String reason, int projects) {}

    /** Searches a folder. */
    ProjectSearch(Ecosystems ecosystems, Path root) throws IOException {
        this.ecosystems = ecosystems;
        this.root = root;
        walk();
        ecosystems.all().forEach(this::of);
    }

    Map<Ecosystem, List<Found>> found() {
        return found;
    }

    /** What is wrong with the files of projects that are left out. */
    List<Problem> unreadable() {
        return List.copyOf(unreadable);
    }

    /** What the projects need that no supported ecosystem carries. */
    List<Problem> notCarried() {
        return List.copyOf(notCarried);
    }

    /** What has files of projects and is left out, with the reason, a line each. */
    List<String> passedOver() {
        List<String> lines = new ArrayList<>();
        passed.forEach((folder, why) -> {
            if (why.projects() > 0) {
                lines.add(relative(folder) + ", which has " + why.projects()
                        + (why.projects() == 1 ? " project: " : " projects: ") + why.reason());
            }
        });
        lines.addAll(others);
        return lines;
    }

    private void walk() throws IOException {
        GitIgnore ignored = new GitIgnore(root);
        Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), MAX_DEPTH, new SimpleFileVisitor<>() {
            private Optional<Path> outer = Optional.empty();

            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                String name = String.valueOf(each.getFileName());
                if (each.equals(root)) {
                    folders.add(each);
                    return FileVisitResult.CONTINUE;
                } else if (name.startsWith(".") || MADE.contains(name)) {
                    return FileVisitResult.SKIP_SUBTREE;
                } else if (outer.isPresent()) {
                    count(outer.get(), each);
                    return FileVisitResult.CONTINUE;
                }
                Optional<String> reason = FIXTURES.contains(name)
                        ? Optional.of("fixtures of tests")
                        : ignored.ignores(each) ? Optional.of("git ignores it") : Optional.empty();
                if (reason.isPresent()) {
                    outer = Optional.of(each);
                    passed.put(each, new Passed(reason.get(), 0));
                    count(each, each);
                } else {
                    folders.add(each);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException failure) {
                if (outer.filter(each::equals).isPresent()) {
                    outer = Optional.empty();
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path each, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void count(Path outer, Path each) {
        if (ecosystems.projectFiles().stream().anyMatch(file -> Files.isRegularFile(each.resolve(file)))) {
            passed.computeIfPresent(outer, (folder, why) -> new Passed(why.reason(), why.projects() + 1));
        }
    }

    private void of(Ecosystem ecosystem) {
        Set<Path> members = new TreeSet<>();
        Set<Path> unknown = new TreeSet<>();
        for (Path each : folders) {
            List<Requirement> requirements =
                    members.contains(each) || unknown.stream().anyMatch(each::startsWith)
                            ? List.of()
                            : ecosystem.online().requirements().project("project", "init", each);
            if (!requirements.isEmpty()) {
                try {
                    members.addAll(read(ecosystem, each, requirements));
                } catch (ProblemException e) {
                    unreadable.addAll(e.problems());
                    unknown.add(each); // what lies below may be a member of it
                }
            }
        }
    }

    /** Returns its members. */
    private List<Path> read(Ecosystem ecosystem, Path folder, List<Requirement> requirements) {
        RequirementReader reader = ecosystem.online().requirements();
        List<Path> members = reader.members(folder);
        Optional<String> key = reader.key(folder);
        List<Problem> problems = requirements.stream()
                .flatMap(requirement -> requirement.unreadable().stream())
                .toList();
        if (key.isEmpty()) {
            others.add(relative(folder) + ": it is not a project of " + ecosystem.section() + " by itself");
        } else if (problems.isEmpty()) {
            found.computeIfAbsent(ecosystem, own -> new ArrayList<>())
                    .add(new Found(key.get(), relative(folder), members.size()));
            requirements.forEach(this::parts);
        } else {
            unreadable.addAll(problems);
        }
        return members;
    }

    private void parts(Requirement requirement) {
        for (DerivedRequirement part : requirement.parts()) {
            ecosystems
                    .understand(part, part.text(), requirement.origin())
                    .notCarried()
                    .ifPresent(notCarried::add);
        }
    }

    private String relative(Path each) {
        String text = root.relativize(each).toString().replace('\\', '/');
        return text.isEmpty() ? "." : "./" + text;
    }
}
