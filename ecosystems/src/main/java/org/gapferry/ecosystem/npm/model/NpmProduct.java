package org.gapferry.ecosystem.npm.model;

/** The package managers, told apart by the lockfiles that they write. */
public enum NpmProduct {
    NPM("npm"),
    /** npm up to version 11, which reads npm-shrinkwrap.json, too. */
    NPM_11("npm"),
    PNPM("pnpm"),
    YARN_1("yarn"),
    /** Yarn 2 and newer; it reads the lockfile of Yarn 1, too. */
    YARN("yarn"),
    BUN("bun");

    private final String command;

    NpmProduct(String command) {
        this.command = command;
    }

    /** Whether its lockfiles are npm's, which pin a tree. */
    public boolean isNpm() {
        return command.equals(NPM.command);
    }

    /** The name of its program. */
    public String command() {
        return command;
    }
}
