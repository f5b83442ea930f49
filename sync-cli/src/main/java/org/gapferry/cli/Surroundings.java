package org.gapferry.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.gapferry.ecosystem.ClientEnvironment;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.transport.RetryPolicy;

/**
 * What the program works with, handed in so that tests can run it whole.
 *
 * @param out for data
 * @param err for talk
 * @param variables of the environment
 * @param ask how installed clients are asked for their configuration
 */
public record Surroundings(
        Ecosystems ecosystems,
        PrintStream out,
        PrintStream err,
        Map<String, String> variables,
        Clock clock,
        RetryPolicy retries,
        ClientEnvironment.Ask ask) {
    static Surroundings ofThisProcess(Ecosystems ecosystems) {
        Clock clock = Clock.systemUTC();
        return new Surroundings(
                ecosystems,
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                System.getenv(),
                clock,
                RetryPolicy.standard(clock),
                ClientEnvironment.ofThisMachine(Path.of(".").toAbsolutePath()).ask());
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
