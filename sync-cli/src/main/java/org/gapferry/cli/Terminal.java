package org.gapferry.cli;

import java.io.Console;
import java.util.Optional;

/** The terminal of the person who runs a command; it is asked there, wherever stdout and stderr go. */
public interface Terminal {
    /** True if stdin and stdout are this terminal too, so that the person sees what the command prints. */
    boolean interactive();

    /** Prints a prompt and reads a line; empty if the input ended. */
    Optional<String> line(String prompt);

    /** Prints a prompt and reads a line that is not shown; an empty array if nothing was typed. */
    char[] secret(String prompt);

    /** The terminal of this process, if there is one. */
    @SuppressWarnings("SystemConsoleNull")
    static Optional<Terminal> ofThisProcess() {
        Console console = System.console();
        return console != null && isTerminal(console) ? Optional.of(new OfConsole(console)) : TerminalDevice.open();
    }

    /** From Java 22 on there is a console without a terminal too; it is asked whether it has one. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Java's own console, which there is where both stdin and stdout are the terminal. */
    record OfConsole(Console console) implements Terminal {
        @Override
        public boolean interactive() {
            return true;
        }

        @Override
        public Optional<String> line(String prompt) {
            return Optional.ofNullable(console.readLine("%s", prompt));
        }

        @Override
        public char[] secret(String prompt) {
            char[] typed = console.readPassword("%s", prompt);
            return typed == null ? new char[0] : typed;
        }
    }
}
