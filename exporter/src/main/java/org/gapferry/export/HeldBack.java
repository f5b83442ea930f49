package org.gapferry.export;

import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.request.Requirement;

/** A requirement that could not be closed, and why. What was shipped for it before stays. */
public record HeldBack(String ecosystem, Requirement requirement, List<Problem> problems) {
    public HeldBack {
        problems = List.copyOf(problems);
    }
}
