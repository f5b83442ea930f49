package org.gapferry.ecosystem.npm.project;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;

/**
 * A folder with a package.json. Its files are read once, when the first asks, so that all see the same and a large
 * lockfile is not parsed for each of them. Two are equal if their paths are.
 */
public final class ProjectFolder {
    private final Path path;
    private Optional<Contents> contents = Optional.empty();

    public ProjectFolder(Path path) {
        this.path = path;
    }

    /**
     * What was read.
     *
     * @param root of its workspace; empty if that cannot be read
     * @param project empty if anything of it cannot be read
     */
    private record Contents(Optional<WorkspaceRoot> root, Optional<NpmProject> project, List<Problem> problems) {
        static Contents of(Path path) {
            Optional<WorkspaceRoot> root = Optional.empty();
            try {
                root = Optional.of(WorkspaceRoot.of(path));
                return new Contents(root, Optional.of(new ProjectReader(root.get(), path).read()), List.of());
            } catch (ProblemException e) {
                return new Contents(root, Optional.empty(), e.problems());
            }
        }
    }

    private synchronized Contents contents() {
        if (contents.isEmpty()) {
            contents = Optional.of(Contents.of(path));
        }
        return contents.get();
    }

    public Path path() {
        return path;
    }

    /** What it asks for; empty if a file that counts cannot be read. */
    public Optional<NpmProject> project() {
        return contents().project();
    }

    /** Why it cannot be read; none if it can. */
    public List<Problem> problems() {
        return contents().problems();
    }

    Optional<WorkspaceRoot> workspace() {
        return contents().root();
    }

    /** The root of its workspace; itself, if it belongs to none, or none can be read. */
    public Path root() {
        return workspace().map(WorkspaceRoot::folder).orElse(path);
    }

    /** The files that are there and count; as far as they can be found, where one cannot be read. */
    public List<Path> documents() {
        return workspace().map(WorkspaceRoot::documents).orElseGet(() -> {
            List<Path> documents = new ArrayList<>(List.of(path.resolve(NpmProject.MANIFEST)));
            LockfileFormat.in(path).forEach(format -> documents.add(path.resolve(format.file())));
            return documents;
        });
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProjectFolder folder && folder.path.equals(path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
