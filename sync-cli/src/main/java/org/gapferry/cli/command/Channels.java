package org.gapferry.cli.command;

import org.gapferry.cli.CliProblem;

/** Names of channels. */
final class Channels {
    private Channels() {}

    /** Fails for a name that is no file name everywhere. */
    static void check(String name) {
        if (!name.matches("[a-z0-9][a-z0-9_-]{0,62}")) {
            throw CliProblem.BAD_OPTION.thrown(
                    "--channel",
                    "invalid channel name `" + name + "`",
                    "use lower-case letters, digits, `_` and `-`: --channel current");
        }
    }
}
