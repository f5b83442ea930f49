package org.gapferry.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all verbs have in common: their options for output. */
public abstract class Verb implements Callable<Integer> {
    protected final Surroundings surroundings;

    @Option(names = "--json", description = "Print one JSON document on stdout instead of text.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no summary on stderr, problems alone.")
    private boolean quiet;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused")
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    protected Verb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    protected final CommandSpec spec() {
        return spec;
    }

    /** Where this verb's output goes. */
    public final Ui ui() {
        return new Ui(surroundings, spec.name(), json, quiet);
    }
}
