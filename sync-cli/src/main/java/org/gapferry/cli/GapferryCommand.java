package org.gapferry.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has: the options for its output. */
public abstract class GapferryCommand implements Callable<Integer> {
    protected final ProcessContext context;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print only errors.")
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

    protected GapferryCommand(ProcessContext context) {
        this.context = context;
    }

    protected final CommandSpec spec() {
        return spec;
    }

    /** Where the output of this command goes. */
    public final Ui ui() {
        return new Ui(context, Gapferry.verb(spec), json, quiet);
    }
}
