package org.gapferry.cli;

import org.gapferry.ecosystem.Ecosystems;

/** The entry of the program. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new Gapferry(ProcessContext.ofThisProcess(Ecosystems.ALL)).run(arguments));
    }
}
