package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.FileReason;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;

/** {@code gapferry man}. */
@Command(
        name = "man",
        description = "Write manual pages, one for each command, with the text of --help.",
        footer = {"", "For example:  gapferry man --out /usr/local/share/man/man1"})
public final class ManCommand extends GapferryCommand {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder to write to.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    public ManCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        CommandLine root = spec().commandLine();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Map<String, String> pages = new LinkedHashMap<>();
        pages(root, pages);
        try {
            Files.createDirectories(out);
            for (Map.Entry<String, String> page : pages.entrySet()) {
                Files.writeString(out.resolve(page.getKey() + ".1"), page.getValue(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw CliProblem.FILE_UNWRITABLE
                    .thrown(out.toString(), "cannot write the pages: " + FileReason.withFile(e))
                    .causedBy(e);
        }
        ui().say(pages.size() + " pages in " + out);
        ui().data(out.toString());
        ui().document(ui().document().put("folder", out.toString()).put("pages", pages.size()));
        return 0;
    }

    private static void pages(CommandLine line, Map<String, String> pages) {
        pages.put(line.getCommandSpec().qualifiedName("-"), page(line));
        line.getSubcommands().values().forEach(each -> pages(each, pages));
    }

    private static String page(CommandLine line) {
        CommandSpec command = line.getCommandSpec();
        String name = command.qualifiedName("-");
        StringBuilder page = new StringBuilder(".TH \"")
                .append(text(name.toUpperCase(java.util.Locale.ROOT)))
                .append("\" \"1\" \"\" \"")
                .append(text(ProcessContext.tool()))
                .append("\" \"Gapferry\"\n.SH NAME\n")
                .append(text(name))
                .append(" \\- ")
                .append(text(String.join(" ", command.usageMessage().description())))
                .append("\n.SH SYNOPSIS\n.nf\n")
                .append(text(line.getHelp().synopsis(0).strip()))
                .append("\n.fi\n");
        options(command, page);
        if (!line.getSubcommands().isEmpty()) {
            page.append(".SH COMMANDS\n");
            line.getSubcommands().forEach((word, each) -> page.append(".TP\n.B ")
                    .append(text(word))
                    .append('\n')
                    .append(paragraph(String.join(
                            " ", each.getCommandSpec().usageMessage().description()))));
        }
        if (command.usageMessage().footer().length > 0) {
            page.append(".SH NOTES\n.nf\n");
            for (String row : command.usageMessage().footer()) {
                page.append(paragraph(row));
            }
            page.append(".fi\n");
        }
        page.append(".SH EXIT STATUS\n");
        line.getCommandSpec().root().usageMessage().exitCodeList().forEach((code, meaning) -> page.append(".TP\n.B ")
                .append(text(code.strip()))
                .append('\n')
                .append(paragraph(meaning)));
        return page.toString();
    }

    private static void options(CommandSpec command, StringBuilder page) {
        List<OptionSpec> options =
                command.options().stream().filter(option -> !option.hidden()).toList();
        if (!options.isEmpty() || !command.positionalParameters().isEmpty()) {
            page.append(".SH OPTIONS\n");
        }
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            entry(page, parameter.paramLabel(), parameter.description());
        }
        for (OptionSpec option : options) {
            String value = option.arity().max() > 0 ? " " + option.paramLabel() : "";
            entry(page, String.join(", ", option.names()) + value, option.description());
        }
    }

    private static void entry(StringBuilder page, String label, String[] description) {
        page.append(".TP\n.B ").append(text(label)).append('\n').append(paragraph(String.join(" ", description)));
    }

    /** A line that begins with a dot or a quote would be a request. */
    private static String paragraph(String raw) {
        return (raw.startsWith(".") || raw.startsWith("'") ? "\\&" : "") + text(raw) + "\n";
    }

    private static String text(String raw) {
        return Ansi.OFF.string(raw).replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
    }
}
