package org.gapferry.ecosystem.request;

import org.gapferry.bundle.Problem;

/**
 * Something that a closure names and does not hold, since clients do without it: an optional dependency that the
 * upstream lacks, a platform that was not released.
 *
 * @param part what it is, which an install check may miss and nothing else
 * @param why it is not there
 */
public record LeftOut(Part part, Problem why) {
    /**
     * What was left out.
     *
     * @param owner who names it: a coordinate, or the text of a requirement
     * @param name of it, in the ecosystem's own terms: a dependency with its range, a platform
     */
    public record Part(String owner, String name) {}

    public LeftOut(String owner, String name, Problem why) {
        this(new Part(owner, name), why);
    }
}
