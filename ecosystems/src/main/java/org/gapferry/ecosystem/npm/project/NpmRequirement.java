package org.gapferry.ecosystem.npm.project;

import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
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
        Path folder();

        @Override
        default List<String> linkedHosts() {
            return NpmProject.hosts(folder());
        }

        @Override
        default List<Problem> unreadable() {
            return Requirement.problems(() -> NpmProject.read(folder()));
        }

        @Override
        default List<Path> documents() {
            return NpmProject.documents(folder());
        }
    }

    /** The newest that fits what a package.json asks for, and what the packages of its lockfile ask for. */
    record OfProject(String text, String origin, Path folder) implements OfFolder {
        @Override
        public List<String> fields() {
            return List.of("project", text);
        }
    }

    /** Exactly what one of a project's lockfiles pins, as a frozen install of its manager takes it. */
    record OfLockfile(String text, String origin, Path folder, LockfileFormat format) implements OfFolder {
        @Override
        public List<String> fields() {
            return List.of("lockfile", text);
        }

        @Override
        public List<Problem> notes() {
            try {
                Path root = NpmProject.root(folder);
                return LockfileHosts.note(root.resolve(format.file()), format.read(root)).stream()
                        .toList();
            } catch (ProblemException e) {
                return List.of(); // it is held back for that
            }
        }
    }

    /** The package manager that a project names. It is a requirement of its own, so that it is held back alone. */
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
