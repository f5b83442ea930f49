package org.gapferry.cli.command;

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
    public static java.util.List<Verb> verbs(org.gapferry.cli.Surroundings surroundings) {
        return java.util.List.of(
                new TrustInit(surroundings),
                new TrustAccept(surroundings),
                new TrustRotate(surroundings),
                new TrustRevoke(surroundings),
                new TrustSign(surroundings),
                new TrustShow(surroundings));
    }
}
