package org.gapferry.cli.command;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.bundle.read.ReceiverRules;
import org.gapferry.cli.CliProblem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a site decides about bundles whose signatures are good. */
final class Limits {
    private static final Pattern DAYS = Pattern.compile("([1-9][0-9]{0,4})\\s*d");

    @Option(
            names = "--max-age",
            paramLabel = "DAYS",
            description =
                    "Refuse bundles that were sealed longer ago by this machine's clock, or in the future: 90d (default: any age, with a note).")
    private @Nullable String maxAge;

    @Option(
            names = "--accept-jump",
            description = "Take a number far ahead of the highest one seen, which the exporting side confirmed.")
    private boolean acceptJump;

    ReceiverRules rules(Clock clock) {
        return new ReceiverRules(clock, Optional.ofNullable(maxAge).map(Limits::days), acceptJump, true);
    }

    private static Duration days(String text) {
        Matcher matcher = DAYS.matcher(text.strip());
        if (!matcher.matches()) {
            throw CliProblem.BAD_OPTION.thrown(
                    "--max-age", "`" + text + "` is no number of days", "write: --max-age 90d");
        }
        return Duration.ofDays(Long.parseLong(matcher.group(1)));
    }
}
