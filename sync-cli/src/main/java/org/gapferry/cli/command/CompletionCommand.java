package org.gapferry.cli.command;

import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code gapferry completion}. */
@Command(
        name = "completion",
        description = "Print a completion script for bash and zsh.",
        footer = {"", "For this shell:  source <(gapferry completion)"})
public final class CompletionCommand extends GapferryCommand {
    public CompletionCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        CommandLine root = commandLine();
        context.out().print(AutoComplete.bash(root.getCommandName(), root));
        return 0;
    }

    private CommandLine commandLine() {
        return root(spec().commandLine());
    }

    private static CommandLine root(CommandLine line) {
        CommandLine parent = line.getParent();
        return parent == null ? line : root(parent);
    }
}
