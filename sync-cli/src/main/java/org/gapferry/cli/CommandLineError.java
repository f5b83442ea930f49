package org.gapferry.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.gapferry.bundle.ProblemException;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Says in Gapferry's words what the parser of the command line refuses. */
final class CommandLineError {
    private static final int CLOSE = 3;
    private static final String GROUP = "Error: Missing required argument(s): ";

    private CommandLineError() {}

    static ProblemException of(CommandLine.ParameterException e) {
        CommandLine line = e.getCommandLine();
        List<String> hints = new ArrayList<>();
        String where = "";
        String what;
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            boolean option = first.startsWith("-");
            what = (option
                            ? "unknown option `"
                            : line.getSubcommands().isEmpty() ? "unexpected argument `" : "unknown command `")
                    + first + "`";
            similar(first, option, line, hints);
        } else if (e instanceof CommandLine.MutuallyExclusiveArgsException) {
            what = "only one of these options is possible: "
                    + listed(message(e).replaceFirst(" are mutually exclusive.*", ""));
        } else if (e instanceof CommandLine.OverwrittenOptionException overwritten) {
            where = overwritten.getOverwritten() instanceof OptionSpec option ? option.longestName() : "";
            what = "the option is repeated";
        } else if (e instanceof CommandLine.MissingParameterException missing) {
            what = missing(missing);
        } else if (e.getArgSpec() != null) {
            where = e.getArgSpec() instanceof OptionSpec option
                    ? option.longestName()
                    : e.getArgSpec().paramLabel();
            what = invalid(e);
        } else if (message(e).equals("Missing required subcommand")) {
            what = "missing command; one of: "
                    + String.join(", ", line.getSubcommands().keySet());
        } else {
            what = plain(message(e));
        }
        hints.add(line.getCommandSpec().qualifiedName() + " --help");
        return CliProblem.BAD_OPTION.thrown(where, what, hints.toArray(new String[0]));
    }

    private static String missing(CommandLine.MissingParameterException e) {
        String message = message(e);
        if (message.contains("(specify one of these)")) {
            return "missing option; one of: "
                    + message.replaceFirst("^.*?these\\): ", "")
                            .replaceAll(" ?\\[--[a-z-]+(=[^\\[\\] ]+)?](\\.\\.\\.)?(?= |])", "")
                            .replaceAll("^\\((.*)\\)$", "$1")
                            .replace("[", "")
                            .replace("]", "")
                            .replace(" | ", ", or ");
        } else if (message.startsWith("Missing required parameter for option")) {
            return e.getMissing().stream().map(CommandLineError::name).collect(Collectors.joining())
                    + " requires a value";
        }
        if (message.startsWith(GROUP)) {
            String[] names = message.substring(GROUP.length()).split(", ", -1);
            return (names.length > 1 ? "missing options `" : "missing option `")
                    + String.join("`, `", names).replace('=', ' ') + "`";
        }
        boolean several = e.getMissing().size() > 1;
        boolean options = e.getMissing().stream().allMatch(ArgSpec::isOption);
        return "missing " + (options ? "option" : "argument") + (several ? "s " : " ")
                + e.getMissing().stream().map(CommandLineError::usage).collect(Collectors.joining(", "));
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String usage(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? "`" + option.longestName() + (option.arity().max() > 0 ? " " + option.paramLabel() : "") + "`"
                : "`" + argument.paramLabel() + "`";
    }

    private static String invalid(CommandLine.ParameterException e) {
        String message = message(e);
        String reason = message.replaceFirst("^Invalid value for [^:]*: ", "");
        return reason.matches("'[^']*' is not an? (?:int|long|Integer|Long)")
                ? "invalid number `" + e.getValue() + "`"
                : plain(reason);
    }

    private static String plain(String message) {
        String text = message.replaceFirst("^Error: ", "").replaceAll("'([^']*)'", "`$1`");
        return text.isEmpty() ? "invalid" : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static String listed(String names) {
        return names.replaceFirst("^Error: ", "").replaceAll("=\\S+", "");
    }

    private static String message(CommandLine.ParameterException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static void similar(String word, boolean option, CommandLine line, List<String> hints) {
        List<String> known = option
                ? List.copyOf(line.getCommandSpec().optionsMap().keySet())
                : List.copyOf(line.getSubcommands().keySet());
        String name = word.replaceFirst("=.*", "");
        List<String> close = known.stream()
                .filter(each -> each.length() > 2 && distance(name, each) < Math.min(CLOSE, name.length() - 1))
                .toList();
        if (!close.isEmpty()) {
            hints.add("did you mean: " + String.join(", ", close));
        }
    }

    /** Letters to add, remove or replace. */
    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int k = 0; k <= other.length(); k++) {
            before[k] = k;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int k = 1; k <= other.length(); k++) {
                int replaced = before[k - 1] + (one.charAt(i - 1) == other.charAt(k - 1) ? 0 : 1);
                row[k] = Math.min(replaced, Math.min(before[k], row[k - 1]) + 1);
            }
            before = row;
        }
        return before[other.length()];
    }
}
