package org.gapferry.ecosystem.npm.model;

/** The package managers, told apart by the lockfiles that they write. */
public enum NpmProduct {
    NPM("npm"),
    PNPM("pnpm"),
    YARN_1("yarn"),
    /** Yarn 2 and newer; it reads the lockfile of Yarn 1, too. */
    YARN("yarn"),
    BUN("bun");

    private final String command;

    NpmProduct(String command) {
        this.command = command;
    }

    /** The name of its program. */
    public String command() {
        return command;
    }
}
