package org.gapferry.cli.command;

import java.util.List;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import picocli.CommandLine.Command;

/** Trust files. */
@Command(
        name = "trust",
        description = "Says whose bundles are taken: set up on the receiver, never learnt from the bundle.",
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
