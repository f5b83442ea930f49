package org.gapferry.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.cli.command.ClientConfigCommand;
import org.gapferry.cli.command.CompletionCommand;
import org.gapferry.cli.command.DemoCommand;
import org.gapferry.cli.command.DoctorCommand;
import org.gapferry.cli.command.ExportCommand;
import org.gapferry.cli.command.HostsCommand;
import org.gapferry.cli.command.ImportCommand;
import org.gapferry.cli.command.InitCommand;
import org.gapferry.cli.command.KeyCommand;
import org.gapferry.cli.command.ManCommand;
import org.gapferry.cli.command.ReceiptCommand;
import org.gapferry.cli.command.SchemaCommand;
import org.gapferry.cli.command.SeedCommand;
import org.gapferry.cli.command.ServeCommand;
import org.gapferry.cli.command.SignCommand;
import org.gapferry.cli.command.StatusCommand;
import org.gapferry.cli.command.StoreCommand;
import org.gapferry.cli.command.TrustCommand;
import org.gapferry.cli.command.VerifyCommand;
import org.gapferry.cli.command.WhyCommand;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.client.ClientCache;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The program: parses a command line, runs one verb, tells problems, and yields the exit code. */
public final class Gapferry {
    @Command(
            name = "gapferry",
            description =
                    "Carry software across an air gap: export a signed bundle, verify and import it, and serve it to ordinary clients.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Try it:",
                "  gapferry demo",
                "",
                "On the connected side:",
                "  gapferry export --manifest gapferry.yaml --key keys/exporter.key \\",
                "    --trust trust.json --out out",
                "On the offline side:",
                "  gapferry import BUNDLE --store STORE",
                "  gapferry serve --store STORE",
                "",
                "Every option can be set in the environment, such as --volume-size in",
                "GAPFERRY_VOLUME_SIZE."
            })
    static final class Root {}

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {ProcessContext.tool()};
        }
    }

    /** They describe every command. */
    private static final Set<String> NEEDS_ALL = Set.of("completion", "man");

    private final ProcessContext context;
    private final Map<String, Supplier<Object>> commands = new LinkedHashMap<>();

    public Gapferry(ProcessContext context) {
        this.context = context;
        command("demo", () -> new DemoCommand(context));
        command("key", () -> group(new KeyCommand(), List.of(new KeyCommand.Generate(context))));
        command("trust", () -> group(new TrustCommand(), TrustCommand.verbs(context)));
        command("export", () -> new ExportCommand(context));
        command("sign", () -> new SignCommand(context));
        command("verify", () -> new VerifyCommand(context));
        command("import", () -> new ImportCommand(context));
        command("status", () -> new StatusCommand(context));
        command("store", () -> group(new StoreCommand(), List.of(new StoreCommand.Rollback(context))));
        command("receipt", () -> new ReceiptCommand(context));
        command("why", () -> new WhyCommand(context));
        command("serve", () -> new ServeCommand(context));
        command("client-config", () -> new ClientConfigCommand(context));
        command("doctor", () -> new DoctorCommand(context));
        command("hosts", () -> new HostsCommand(context));
        command("init", () -> new InitCommand(context));
        command("schema", () -> new SchemaCommand(context));
        command("completion", () -> new CompletionCommand(context));
        command("man", () -> new ManCommand(context));
        for (Ecosystem ecosystem : context.ecosystems().all()) {
            if (ecosystem.clients().cache() != ClientCache.NONE) {
                command(ecosystem.name(), () -> ownCommands(ecosystem));
            }
        }
    }

    private void command(String name, Supplier<Object> command) {
        commands.put(name, command);
    }

    private static CommandLine group(Object command, List<? extends Object> verbs) {
        CommandLine group = new CommandLine(command);
        verbs.forEach(group::addSubcommand);
        return group;
    }

    private CommandLine ownCommands(Ecosystem ecosystem) {
        CommandLine own = group(
                CommandLine.Model.CommandSpec.create().mixinStandardHelpOptions(true),
                List.of(new SeedCommand(context, ecosystem)));
        own.getCommandSpec().usageMessage().description("Commands for " + ecosystem.name() + ".");
        return own;
    }

    /** Runs one command line. Never throws. */
    public int run(String... arguments) {
        List<String> words = helpFirst(List.of(arguments));
        String first = words.isEmpty() ? "" : words.get(0);
        boolean alone = commands.containsKey(first) && !NEEDS_ALL.contains(first);
        try {
            int exit = commandLine(alone ? List.of(first) : commands.keySet()).execute(words.toArray(new String[0]));
            return exit == 0 && context.out().checkError()
                    ? new Ui(context, first, false, false)
                            .fail(CliProblem.DISK_FAILED.thrown("", "cannot write to stdout", "check free space"))
                    : exit;
        } catch (OutOfMemoryError e) {
            LoggerFactory.getLogger(Gapferry.class).error("out of memory", e);
            return new Ui(context, first, false, false)
                    .fail(CliProblem.DEFECT.thrown(
                            "",
                            "out of memory; the limit is "
                                    + Sizes.text(Runtime.getRuntime().maxMemory()),
                            "raise the limit: GAPFERRY_JAVA_OPTS=-Xmx4g"));
        }
    }

    /** {@code help export} as {@code export --help}. */
    private static List<String> helpFirst(List<String> words) {
        if (words.isEmpty() || !words.get(0).equals("help")) {
            return words;
        }
        List<String> asked = new ArrayList<>(words.subList(1, words.size()));
        asked.add("--help");
        return asked;
    }

    /** With all commands. */
    CommandLine commandLine() {
        return commandLine(commands.keySet());
    }

    /**
     * With some commands: a description of each is made by reflection, and a start should not wait for those that are
     * not run.
     */
    private CommandLine commandLine(Collection<String> names) {
        CommandLine line = new CommandLine(new Root());
        names.forEach(name -> line.addSubcommand(
                name, Objects.requireNonNull(commands.get(name)).get()));
        line.setOut(new PrintWriter(context.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(context.err(), true, StandardCharsets.UTF_8));
        line.registerConverter(Path.class, Gapferry::path);
        line.setUsageHelpAutoWidth(true);
        line.setDefaultValueProvider(this::fromEnvironment);
        line.setParameterExceptionHandler(this::wrongCommandLine);
        line.setExecutionStrategy(parsed -> {
            onlyKnownCommands(parsed);
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler(this::failed);
        exitCodes(line);
        return line;
    }

    private @org.jspecify.annotations.Nullable String fromEnvironment(ArgSpec argument) {
        if (argument instanceof OptionSpec option && !option.usageHelp() && !option.versionHelp()) {
            return context.variables().get(variable(option.longestName()));
        }
        return null;
    }

    /** {@code --volume-size} as {@code GAPFERRY_VOLUME_SIZE}. */
    static String variable(String option) {
        return "GAPFERRY_" + option.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new CommandLine.TypeConversionException(
                    "the locale of this process cannot express this path; try: export LC_ALL=C.UTF-8");
        }
    }

    private static void exitCodes(CommandLine line) {
        Map<String, String> codes = new LinkedHashMap<>();
        for (ExitClass exit : ExitClass.values()) {
            codes.merge(
                    " " + exit.code(),
                    exit.word() + ": " + exit.meaning(),
                    (first, second) -> first + "; or " + second);
        }
        codes.put(" 130", "interrupted");
        codes.put(" 143", "terminated");
        line.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(codes);
    }

    private int wrongCommandLine(CommandLine.ParameterException e, String[] arguments) {
        Ui ui = new Ui(context, verb(e.getCommandLine()), List.of(arguments).contains("--json"), false);
        return ui.fail(CommandLineError.of(e));
    }

    /** A command as messages name it: without the program's name, unless it is the program itself. */
    private static String verb(CommandLine line) {
        return verb(line.getCommandSpec());
    }

    static String verb(CommandLine.Model.CommandSpec command) {
        return command.qualifiedName().replaceFirst("^gapferry ", "");
    }

    /** Help of a command that does not exist is an error; the parser would print that of the group. */
    private static void onlyKnownCommands(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandLine line = last.commandSpec().commandLine();
        if (!last.unmatched().isEmpty() && !line.getSubcommands().isEmpty()) {
            throw new CommandLine.UnmatchedArgumentException(line, last.unmatched());
        }
    }

    private int failed(Exception e, CommandLine line, ParseResult result) {
        Ui ui = line.getCommand() instanceof GapferryCommand verb
                ? verb.ui()
                : new Ui(context, verb(line), false, false);
        if (e instanceof ProblemException problem) {
            LoggerFactory.getLogger(Gapferry.class).info("{}", problem.first().sentence(), problem);
            return ui.fail(problem);
        }
        IOException disk = e instanceof IOException io ? io : e.getCause() instanceof IOException io ? io : null;
        if (disk != null && (e == disk || e instanceof UncheckedIOException)) {
            LoggerFactory.getLogger(Gapferry.class).error("the disk failed", e);
            return ui.fail(CliProblem.DISK_FAILED.thrown(
                    "",
                    "cannot read or write a file: " + FileReason.withFile(disk),
                    "check free space and permissions, then run the same command again"));
        }
        LoggerFactory.getLogger(Gapferry.class).error("a defect", e);
        return ui.fail(CliProblem.DEFECT.thrown(
                "",
                "internal error: " + e.getClass().getSimpleName()
                        + (e.getMessage() == null ? "" : ": " + e.getMessage()),
                Logs.current()
                        .map(log -> "report this with the log file " + log)
                        .orElse("report this with the output")));
    }
}
