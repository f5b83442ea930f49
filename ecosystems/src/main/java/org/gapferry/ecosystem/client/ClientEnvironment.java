package org.gapferry.ecosystem.client;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static Optional<String> run(List<String> command, File folder) {
        Process process = null;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readNBytes(65_536), StandardCharsets.UTF_8);
            if (process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return Optional.of(output.strip());
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
