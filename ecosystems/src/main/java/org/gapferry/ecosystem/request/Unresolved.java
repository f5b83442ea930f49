package org.gapferry.ecosystem.request;

import org.gapferry.bundle.Problem;

/**
 * A requirement that cannot be closed, and one reason for it. A requirement with several reasons is there several
 * times.
 */
public record Unresolved(Requirement requirement, Problem problem) {}
