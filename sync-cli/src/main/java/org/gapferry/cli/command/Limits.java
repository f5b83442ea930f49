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
                    "Refuse bundles sealed longer ago than this, such as 90d, or in the future, by this machine's clock (default: accept any age, with a note).")
    private @Nullable String maxAge;

    @Option(
            names = "--accept-jump",
            description =
                    "Accept a sequence number far ahead of the highest one seen, after the exporting side has confirmed it.")
    private boolean acceptJump;

    ReceiverRules rules(Clock clock) {
        return new ReceiverRules(clock, Optional.ofNullable(maxAge).map(Limits::days), acceptJump, true);
    }

    private static Duration days(String text) {
        Matcher matcher = DAYS.matcher(text.strip());
        if (!matcher.matches()) {
            throw CliProblem.BAD_OPTION.thrown(
                    "--max-age", "invalid number of days `" + text + "`", "write: --max-age 90d");
        }
        return Duration.ofDays(Long.parseLong(matcher.group(1)));
    }
}
