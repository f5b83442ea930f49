package org.gapferry.ecosystem.npm.project;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Selection;

/** What can be required of npm. */
public sealed interface NpmRequirement extends Requirement {
    /** {@code name@range}, {@code name@tag}, {@code name@1.2.3} or {@code alias@npm:name@range}. */
    record OfPackage(String text, String origin, PackageSpec spec, Selection selection) implements NpmRequirement {
        @Override
        public List<String> fields() {
            return List.of("package", text, Integer.toString(selection.newest()));
        }
    }

    /** What belongs to a folder with a package.json. */
    sealed interface OfFolder extends NpmRequirement {
        ProjectFolder folder();

        @Override
        default List<String> linkedHosts() {
            return folder().project().map(NpmProject::hosts).orElse(List.of());
        }

        @Override
        default List<Problem> unreadable() {
            return folder().problems();
        }

        @Override
        default List<Path> documents() {
            return folder().documents();
        }
    }

    /** The newest that fits what a package.json asks for, and what the packages of its lockfile ask for. */
    record OfProject(String text, String origin, ProjectFolder folder) implements OfFolder {
        @Override
        public List<String> fields() {
            return List.of("project", text);
        }
    }

    /** Exactly what one of a project's lockfiles pins, as a frozen install of its manager takes it. */
    record OfLockfile(String text, String origin, ProjectFolder folder, LockfileFormat format) implements OfFolder {
        @Override
        public List<String> fields() {
            return List.of("lockfile", text);
        }

        /** What it pins; empty if it cannot be read. */
        public Optional<Lockfile> lockfile() {
            return folder.project().map(project -> project.lockfiles().get(format));
        }

        /** What else a project says, and this lockfile otherwise: a sentence each. */
        public List<String> contradictions() {
            return folder.project()
                    .map(project -> project.contradictions().getOrDefault(format, List.of()))
                    .orElse(List.of());
        }

        @Override
        public List<Problem> notes() {
            return lockfile()
                    .flatMap(lockfile -> LockfileHosts.note(folder.root().resolve(format.file()), lockfile))
                    .map(List::of)
                    .orElse(List.of());
        }
    }

    /** The package manager that a project names. It is a requirement of its own, so that it holds back nothing else. */
    record OfManagerVersion(String text, String origin, Path folder, ManagerVersion manager) implements NpmRequirement {
        @Override
        public List<String> fields() {
            return List.of("manager", text, manager.identity());
        }

        @Override
        public List<Path> documents() {
            return List.of(manager.file());
        }
    }
}
