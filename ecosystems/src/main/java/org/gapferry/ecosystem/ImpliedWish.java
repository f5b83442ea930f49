package org.gapferry.ecosystem;

/**
 * A wish that follows from an artifact, or from another wish.
 *
 * @param ecosystem whose wish it is, which may be another one than the artifact's
 * @param text in the form of one line of that ecosystem's section
 * @param reason for people: why the artifact needs it
 * @param dispensable true if the artifact is of use without it: where nobody may be asked for it, that is said, and nothing is held back
 */
public record ImpliedWish(String ecosystem, String text, String reason, boolean dispensable) {
    /** A wish without which the artifact is of no use. */
    public ImpliedWish(String ecosystem, String text, String reason) {
        this(ecosystem, text, reason, false);
    }
}
