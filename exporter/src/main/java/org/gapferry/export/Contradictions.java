package org.gapferry.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.manifest.Accepted;

/**
 * What is done where an upstream has other bytes under a name that was shipped.
 *
 * @param accepted changed bytes that may be taken
 */
record Contradictions(List<Accepted> accepted) {
    /** Artifacts with bytes that changed and that nobody accepted. */
    Map<Coordinates, Problem> of(Iterable<Artifact> fetched, LastState last) {
        List<Coordinates> versions = new ArrayList<>();
        fetched.forEach(artifact -> versions.add(artifact.coordinates()));
        Map<Coordinates, Artifact> shipped = last.artifacts(versions);
        Map<Coordinates, Problem> problems = new LinkedHashMap<>();
        for (Artifact artifact : fetched) {
            Optional<Artifact> old = Optional.ofNullable(shipped.get(artifact.coordinates()));
            for (ArtifactFile file : artifact.files()) {
                old.flatMap(before -> changed(before, file))
                        .filter(held -> acceptance(artifact.coordinates(), file).isEmpty())
                        .ifPresent(held -> problems.put(
                                artifact.coordinates(), contradiction(artifact.coordinates(), held, file)));
            }
        }
        return problems;
    }

    private static Problem contradiction(Coordinates coordinates, ArtifactFile held, ArtifactFile file) {
        String digest = file.blob().digest().hex();
        return EcosystemProblem.CONTRADICTS.at(
                coordinates.toString(),
                file.name() + " was exported as " + held.blob().digest() + " before and is now "
                        + file.blob().digest(),
                "find out why: changed bytes of a published version can be an attack",
                "if the new bytes are good, add to the manifest: accept: [{artifact: \"" + coordinates
                        + "\", sha256: \"" + digest + "\", reason: \"...\"}]");
    }

    /** The file of the same name that has other bytes. */
    private static Optional<ArtifactFile> changed(Artifact old, ArtifactFile file) {
        return old.files().stream()
                .filter(held -> held.name().equals(file.name())
                        && !held.blob().digest().equals(file.blob().digest()))
                .findFirst();
    }

    private Optional<Accepted> acceptance(Coordinates coordinates, ArtifactFile file) {
        return accepted.stream()
                .filter(one -> one.artifact().equals(coordinates)
                        && one.digest().equals(file.blob().digest()))
                .findFirst();
    }

    /** A version with the files that were shipped and those that an upstream has now. */
    Artifact union(Artifact old, Artifact fresh) {
        Map<String, ArtifactFile> files = new TreeMap<>();
        old.files().forEach(file -> files.put(file.name(), file));
        for (ArtifactFile file : fresh.files()) {
            Optional<ArtifactFile> held = changed(old, file);
            if (held.isPresent()) {
                String reason =
                        acceptance(fresh.coordinates(), file).orElseThrow().reason();
                files.put(file.name(), file.replacing(held.get(), reason));
            } else {
                files.putIfAbsent(file.name(), file);
            }
        }
        return new Artifact(old.coordinates(), old.metadata().orElse(fresh.metadata()), List.copyOf(files.values()));
    }
}
