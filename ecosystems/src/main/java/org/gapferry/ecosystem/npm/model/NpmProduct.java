package org.gapferry.ecosystem.npm.model;

/** The package managers that a project may name. */
public enum NpmProduct {
    NPM,
    PNPM,
    YARN,
    BUN
}
