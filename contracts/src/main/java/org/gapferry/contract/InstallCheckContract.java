package org.gapferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.Tasks;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.serve.InstallCheck;
import org.gapferry.manifest.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every install check must keep: a complete state installs, and whatever an install needs cannot be missing
 * unnoticed.
 */
public abstract class InstallCheckContract {
    private final Tasks tasks = new Tasks(2);

    @AfterEach
    protected final void close() {
        tasks.close();
    }

    protected abstract Ecosystem ecosystem();

    /**
     * A state from which everything that is required installs; its artifacts and pointers are those of {@link
     * HeldCatalog#lines}.
     */
    protected abstract HeldCatalog complete();

    /** What is required of it, in the words of a manifest. */
    protected abstract List<String> required();

    protected abstract Target target();

    /** True if an install does without this line. */
    protected boolean isSpare(InventoryLine line) {
        return false;
    }

    /** True if an install does without this file of an artifact. */
    protected boolean isSpare(ArtifactFile file) {
        return false;
    }

    private List<Problem> check(HeldCatalog state) {
        Ecosystems ecosystems = new Ecosystems(List.of(ecosystem()));
        List<Requirement> requirements = required().stream()
                .map(text -> ecosystem().online().requirements().derived(text, "manifest:1"))
                .toList();
        return ecosystem()
                .offline()
                .installCheck()
                .check(
                        new InstallCheck.Install(
                                requirements,
                                target(),
                                List.of(),
                                InstallCheck.Mirror.of(ecosystem(), ecosystems, state),
                                ecosystems.companions()),
                        tasks)
                .problems();
    }

    @Test
    protected void aCompleteStateInstalls() {
        assertThat(check(complete())).isEmpty();
    }

    @Test
    protected void nothingInstallsFromAnEmptyState() {
        assertThat(check(new HeldCatalog()))
                .hasSizeGreaterThanOrEqualTo(required().size());
    }

    @Test
    protected void eachLineThatIsMissingIsNoticed() {
        int needed = 0;
        for (InventoryLine missing : complete().lines()) {
            List<Problem> problems = check(complete().without(missing));
            if (isSpare(missing)) {
                assertThat(problems).as("an install does without %s", missing).isEmpty();
            } else {
                needed++;
                assertThat(problems).as("without %s", missing).isNotEmpty();
                assertThat(problems).allSatisfy(problem -> {
                    assertThat(problem.where()).isNotBlank();
                    assertThat(problem.what()).isNotBlank();
                });
            }
        }
        assertThat(needed).as("lines that an install needs").isPositive();
    }

    @Test
    protected void eachFileThatIsMissingIsNoticed() {
        for (Artifact artifact : new ArrayList<>(complete().lines())
                .stream()
                        .filter(Artifact.class::isInstance)
                        .map(Artifact.class::cast)
                        .toList()) {
            for (ArtifactFile missing : artifact.files()) {
                List<ArtifactFile> rest = artifact.files().stream()
                        .filter(file -> !file.equals(missing))
                        .toList();
                HeldCatalog state = complete().without(artifact);
                state.hold(new Artifact(artifact.coordinates(), artifact.metadata(), rest));
                if (isSpare(missing)) {
                    assertThat(check(state)).as("without %s", missing.name()).isEmpty();
                } else {
                    assertThat(check(state)).as("without %s", missing.name()).isNotEmpty();
                }
            }
        }
    }

    @Test
    protected void theSameStateHasTheSameProblemsInTheSameOrder() {
        HeldCatalog complete = complete();
        InventoryLine first = complete.lines().stream()
                .filter(line -> line instanceof Pointer || line instanceof Artifact)
                .filter(line -> !isSpare(line))
                .findFirst()
                .orElseThrow();
        assertThat(check(complete().without(first))).isEqualTo(check(complete().without(first)));
    }
}
