package org.gapferry.cli;

import java.io.FileDescriptor;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.transport.RetryPolicy;

/**
 * What the process gives the program: streams, environment, clock, terminal. Tests hand in their own.
 *
 * @param out for data
 * @param err for progress, notes and problems
 * @param variables the environment variables
 * @param ask how installed clients are asked for their configuration
 * @param terminal where passphrases are typed
 */
public record ProcessContext(
        Ecosystems ecosystems,
        PrintStream out,
        PrintStream err,
        Map<String, String> variables,
        Clock clock,
        RetryPolicy retries,
        ClientEnvironment.Ask ask,
        Supplier<Optional<Terminal>> terminal) {
    static ProcessContext ofThisProcess(Ecosystems ecosystems) {
        Clock clock = Clock.systemUTC();
        return new ProcessContext(
                ecosystems,
                StandardOutput.of(FileDescriptor.out),
                StandardOutput.of(FileDescriptor.err),
                System.getenv(),
                clock,
                RetryPolicy.standard(clock),
                ClientEnvironment.ofThisMachine(Path.of(".").toAbsolutePath()).ask(),
                Terminal::ofThisProcess);
    }

    /** Where clients keep their configuration, for a manifest in a folder. */
    public ClientEnvironment environment(Path folder) {
        return new ClientEnvironment(
                variables, Path.of(variables.getOrDefault("HOME", System.getProperty("user.home", "."))), folder, ask);
    }

    /** Name and version of the program. */
    public static String tool() {
        String version = Main.class.getPackage().getImplementationVersion();
        return "gapferry " + (version == null ? "development" : version);
    }
}
