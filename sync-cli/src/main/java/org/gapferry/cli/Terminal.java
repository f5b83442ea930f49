package org.gapferry.cli;

import java.io.Console;
import java.util.Optional;

/** The terminal, if a person sits at one. */
final class Terminal {
    private Terminal() {}

    /** From Java 22 on there is a console without a terminal too; it is asked whether it has one. */
    @SuppressWarnings("SystemConsoleNull")
    static Optional<Console> console() {
        Console console = System.console();
        if (console == null) {
            return Optional.empty();
        }
        try {
            boolean terminal = (boolean) Console.class.getMethod("isTerminal").invoke(console);
            return terminal ? Optional.of(console) : Optional.empty();
        } catch (NoSuchMethodException e) {
            return Optional.of(console);
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }
}
