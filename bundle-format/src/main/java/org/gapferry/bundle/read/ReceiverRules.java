package org.gapferry.bundle.read;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.BundleProblem;

/**
 * What a receiver decides for itself about bundles whose signatures are good.
 *
 * @param clock of this machine; it may be wrong, so without {@code maxAge} it only makes notes
 * @param maxAge older bundles, and those sealed in the future, are refused; empty for none
 * @param acceptsJump true if a number far ahead was confirmed by people (F3.11)
 * @param asksForApproval false only for those who are about to approve
 */
public record ReceiverRules(Clock clock, Optional<Duration> maxAge, boolean acceptsJump, boolean asksForApproval) {
    /** How far the number of a state may lie ahead of the highest one seen without a question (F3.11). */
    static final long LARGEST_STEP = 10_000;

    /** Clocks that differ by less than this are not told. */
    private static final Duration TOLERANCE = Duration.ofDays(1);
    /** From here on a bundle's age is told. */
    private static final Duration OLD = Duration.ofDays(90);

    /** Refuses nothing by its age, and asks for every signature. */
    public static ReceiverRules standard(Clock clock) {
        return new ReceiverRules(clock, Optional.empty(), false, true);
    }

    /** The same, for an approver: the exporter has signed, and the approvers have not yet. */
    public ReceiverRules beforeApproval() {
        return new ReceiverRules(clock, maxAge, acceptsJump, false);
    }

    void checkTime(Statement statement, List<Note> notes) {
        Instant now = clock.instant();
        Duration age = Duration.between(statement.created(), now);
        if (age.compareTo(TOLERANCE.negated()) < 0) {
            String what = "was sealed on " + statement.created() + ", and this machine's clock says " + now
                    + ": one of the two clocks is wrong";
            if (maxAge.isPresent()) {
                throw BundleProblem.TOO_OLD.thrown(
                        Statement.FILE, what, "set the clock, or leave --max-age away for this bundle");
            }
            notes.add(new Note(false, Statement.FILE, what));
        } else if (maxAge.isPresent() && age.compareTo(maxAge.get()) > 0) {
            throw BundleProblem.TOO_OLD.thrown(
                    Statement.FILE,
                    "was sealed on " + statement.created() + ", " + age.toDays() + " days ago, and at most "
                            + maxAge.get().toDays() + " days are allowed",
                    "ask for a newer bundle, or leave --max-age away for this one");
        } else if (age.compareTo(OLD) > 0) {
            notes.add(new Note(
                    false,
                    Statement.FILE,
                    "was sealed on " + statement.created() + ", " + age.toDays()
                            + " days ago by this machine's clock"));
        }
    }
}
