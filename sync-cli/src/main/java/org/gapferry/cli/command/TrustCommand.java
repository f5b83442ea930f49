package org.gapferry.cli.command;

import java.util.List;
import org.gapferry.cli.Surroundings;
import org.gapferry.cli.Verb;
import picocli.CommandLine.Command;

/** Trust files. */
@Command(
        name = "trust",
        description = "Says whose bundles are taken: set up on the receiver, never learnt from the bundle.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class TrustCommand {
    /** The verbs below it. */
    public static List<Verb> verbs(Surroundings surroundings) {
        return List.of(
                new TrustInit(surroundings),
                new TrustAccept(surroundings),
                new TrustRotate(surroundings),
                new TrustRevoke(surroundings),
                new TrustSign(surroundings),
                new TrustShow(surroundings));
    }
}
