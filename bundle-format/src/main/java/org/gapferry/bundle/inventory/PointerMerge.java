package org.gapferry.bundle.inventory;

import java.util.Optional;

/**
 * What a pointer may become from one state to the next (F4.10). The exporter joins its last state with what upstreams
 * say by this rule, and the receiver checks each state that it imports by the same one.
 */
public final class PointerMerge {
    private PointerMerge() {}

    /** A rule that a change of a pointer breaks. */
    public enum Rule {
        /** A monotonic pointer with a lower rank than before. */
        RANK_WENT_BACK("its rank goes back"),
        /** A monotonic pointer with the rank that it had, and another document. */
        SAME_RANK("it leads to another document with the same rank"),
        /** An append-only pointer that leads to another document than before. */
        APPEND_ONLY_CHANGED("it is append-only, and leads to another document"),
        /** An append-only or monotonic pointer that becomes one of another kind. */
        KIND_CHANGED("a pointer of this kind never changes its kind");

        private final String sentence;

        Rule(String sentence) {
            this.sentence = sentence;
        }

        /** What is wrong, for messages: continues after the pointer's name. */
        public String sentence() {
            return sentence;
        }
    }

    /** A change that was not made, and why. */
    public record Refused(Rule rule, Pointer former, Pointer fresh) {
        /** One sentence for people. */
        public String sentence() {
            return "pointer `" + former.id() + "`: " + reason();
        }

        /** The rule and both pointers, without the name of the pointer. */
        public String reason() {
            return rule.sentence() + " (" + said(former) + ", then " + said(fresh) + ")";
        }

        private static String said(Pointer pointer) {
            return pointer.kind().word()
                    + (pointer.kind() == Pointer.Kind.MONOTONIC ? " of rank " + pointer.rank() : "")
                    + pointer.document().map(blob -> " " + blob.digest()).orElse("")
                    + pointer.version().map(version -> " to " + version).orElse("");
        }
    }

    /**
     * What remains of a pointer.
     *
     * @param kept the pointer in the next state; empty if it is gone
     * @param refused set if the fresh pointer breaks a rule; {@code kept} is then the former one
     */
    public record Merged(Optional<Pointer> kept, Optional<Refused> refused) {}

    /**
     * The rule that a change breaks.
     *
     * @param former what was known of the pointer
     * @param fresh a pointer of the same owner and name
     */
    public static Optional<Refused> refusal(Pointer former, Pointer fresh) {
        Optional<Rule> broken = Optional.empty();
        if (former.kind().isProtected() && fresh.kind() != former.kind()) {
            broken = Optional.of(Rule.KIND_CHANGED);
        } else if (former.kind() == Pointer.Kind.APPEND_ONLY && !former.target().equals(fresh.target())) {
            broken = Optional.of(Rule.APPEND_ONLY_CHANGED);
        } else if (former.kind() == Pointer.Kind.MONOTONIC && fresh.rank() < former.rank()) {
            broken = Optional.of(Rule.RANK_WENT_BACK);
        } else if (former.kind() == Pointer.Kind.MONOTONIC
                && fresh.rank() == former.rank()
                && !former.target().equals(fresh.target())) {
            broken = Optional.of(Rule.SAME_RANK);
        }
        return broken.map(rule -> new Refused(rule, former, fresh));
    }

    /**
     * A pointer that the last state has, and of whose owner upstreams say it again: as it was, if {@code fresh} breaks
     * a rule.
     */
    public static Merged changed(Pointer former, Pointer fresh) {
        Optional<Refused> refused = refusal(former, fresh);
        return new Merged(Optional.of(refused.isPresent() ? former : fresh), refused);
    }

    /**
     * True if a pointer of the last state remains although its owner was resolved again and upstreams do not name it
     * any more.
     */
    public static boolean survives(Pointer former) {
        return former.kind().isProtected();
    }
}
