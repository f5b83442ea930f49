package org.gapferry.ecosystem.npm.model;

/** The package managers, told apart by the lockfiles that they write. */
public enum NpmProduct {
    NPM,
    PNPM,
    YARN_1,
    /** Yarn 2 and newer; it reads the lockfile of Yarn 1, too. */
    YARN,
    BUN
}
