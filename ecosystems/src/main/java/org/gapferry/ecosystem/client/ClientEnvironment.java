package org.gapferry.ecosystem.client;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Where clients keep their configuration on this machine.
 *
 * @param variables of the environment
 * @param home the user's folder
 * @param folder the manifest's folder: a project's own configuration lies there
 * @param ask runs an installed client and yields what it printed; empty if it is not there or fails
 */
public record ClientEnvironment(Map<String, String> variables, Path home, Path folder, Ask ask) {
    private static final int MOST = 65_536;
    private static final int SECONDS = 30;

    /** Runs a command; a test answers from a table. */
    @FunctionalInterface
    public interface Ask {
        Optional<String> run(List<String> command);
    }

    /** This process's environment. */
    public static ClientEnvironment ofThisMachine(Path folder) {
        return new ClientEnvironment(
                System.getenv(),
                Path.of(System.getProperty("user.home", ".")),
                folder,
                command -> run(command, folder.toFile()));
    }

    /** Fails if it prints more than 64 KiB; one that takes longer than half a minute counts as absent. */
    static Optional<String> run(List<String> command, File folder) {
        Process process = null;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
            byte[] output = process.getInputStream().readNBytes(MOST + 1);
            if (output.length > MOST) {
                throw ClientProblem.ANSWERS_TOO_MUCH.thrown(
                        String.join(" ", command),
                        "the client printed more than " + MOST + " bytes, and the rest was cut",
                        "name the upstream in the manifest, so that the client is not asked");
            }
            if (process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return Optional.of(new String(output, StandardCharsets.UTF_8).strip());
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            if (process != null) {
                process.destroy();
            }
        }
    }
}
