package org.gapferry.cli.command;

import java.util.List;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import picocli.CommandLine.Command;

/** Trust files. */
@Command(
        name = "trust",
        description = "Manage trusted keys. Trust is configured on the receiver and never taken from a bundle.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class TrustCommand {
    /** The verbs below it. */
    public static List<GapferryCommand> verbs(ProcessContext context) {
        return List.of(
                new TrustInit(context),
                new TrustAccept(context),
                new TrustRotate(context),
                new TrustRevoke(context),
                new TrustSign(context),
                new TrustShow(context));
    }
}
