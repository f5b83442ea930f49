package org.gapferry.ecosystem;

/**
 * A wish that follows from an artifact.
 *
 * @param ecosystem whose wish it is, which may be another one than the artifact's
 * @param text in the form of one line of that ecosystem's section
 * @param reason for people: why the artifact needs it
 */
public record ImpliedWish(String ecosystem, String text, String reason) {}
