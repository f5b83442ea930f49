package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The rules of docs/messages.md that a machine can check. */
class MessagesTest {
    private static final Path TOP = Path.of(System.getProperty("gapferry.top", ".."));
    private static final int WIDTH = 120;
    private static final List<String> HABITS = List.of(
            "(?<!there )\\b(is|are) no (?!longer)",
            "\\bstands? (?!(?:for|in)\\b)",
            "\\b(stood|standing)\\b",
            "\\balone\\b",
            "\\b(gone|go|goes|going) on with\\b",
            "\\b(nobody|anybody)\\b",
            "\\bwhat (is|was) (held|carried)\\b",
            "\\b(left|leave|stays?) away\\b",
            "\\bin thought\\b",
            "\\btwice\\b",
            "\\bwish(es|ed)?\\b",
            "\\b(to|could|can|cannot|be) be had\\b",
            "\\bcares? for\\b",
            "\\b(free )?space and rights\\b",
            "\\b(is|was) (said|told)\\b",
            "\\b(cannot|could not) be (read|written): ",
            "\\bplease\\b|\\bsorry\\b");
    private static final Pattern BAD = Pattern.compile(String.join("|", HABITS), Pattern.CASE_INSENSITIVE);
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    @TempDir
    Path folder;

    @Test
    void noTextOfTheProgramHasABadHabit() throws IOException {
        List<String> found = new ArrayList<>();
        int literals = 0;
        for (Path file : files("src/main", ".java")) {
            for (String line : Files.readAllLines(file)) {
                String code = line.strip();
                if (code.startsWith("*") || code.startsWith("//") || code.startsWith("/*")) {
                    continue;
                }
                Matcher literal = LITERAL.matcher(code);
                while (literal.find()) {
                    literals++;
                    if (BAD.matcher(literal.group(1)).find()) {
                        found.add(TOP.relativize(file) + ": " + literal.group(1));
                    }
                }
            }
        }
        assertThat(literals).isGreaterThan(3_000);
        assertThat(found).isEmpty();
    }

    @Test
    void documentsAreWrappedAndHaveNoBadHabit() throws IOException {
        List<String> found = new ArrayList<>();
        List<Path> documents = files("", ".md");
        assertThat(documents).hasSizeGreaterThan(10);
        for (Path file : documents) {
            boolean code = false;
            for (String line : Files.readAllLines(file)) {
                code ^= line.strip().startsWith("```");
                boolean prose = !code && !line.strip().startsWith("|");
                if (prose && line.strip().contains(" ") && line.codePointCount(0, line.length()) > WIDTH) {
                    found.add(TOP.relativize(file) + ": longer than " + WIDTH + " characters: " + line);
                }
                if (!code && BAD.matcher(line.replaceAll("`[^`]*`", "`")).find()) {
                    found.add(TOP.relativize(file) + ": " + line);
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void helpTextsAreSentences() {
        List<String> found = new ArrayList<>();
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        CommandLine line = new Gapferry(new Program(folder).context(nowhere, nowhere)).commandLine();
        helps(line, found);
        assertThat(found).isEmpty();
    }

    /** The parser breaks a longer line, and a command that is broken cannot be pasted. */
    @Test
    void footersOfHelpFitOnATerminalOf80Columns() {
        List<String> found = new ArrayList<>();
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        footers(new Gapferry(new Program(folder).context(nowhere, nowhere)).commandLine(), found);
        assertThat(found).isEmpty();
    }

    private static void footers(CommandLine line, List<String> found) {
        for (String row : line.getCommandSpec().usageMessage().footer()) {
            if (row.length() > 79) {
                found.add(line.getCommandSpec().qualifiedName() + ": " + row);
            }
        }
        line.getSubcommands().values().forEach(each -> footers(each, found));
    }

    private static void helps(CommandLine line, List<String> found) {
        CommandLine.Model.CommandSpec spec = line.getCommandSpec();
        sentence(spec.qualifiedName(), spec.usageMessage().description(), found);
        spec.options()
                .forEach(option ->
                        sentence(spec.qualifiedName() + " " + option.longestName(), option.description(), found));
        spec.positionalParameters()
                .forEach(each -> sentence(spec.qualifiedName() + " " + each.paramLabel(), each.description(), found));
        line.getSubcommands().values().forEach(each -> helps(each, found));
    }

    private static void sentence(String where, String[] description, List<String> found) {
        String text = String.join(" ", description);
        if (!text.matches("(?s)[A-Z/].*[.)]") || BAD.matcher(text).find()) {
            found.add(where + ": " + text);
        }
    }

    @Test
    void commentsAreWrapped() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files("src/", ".java")) {
            for (String line : Files.readAllLines(file)) {
                if (line.length() > WIDTH && line.strip().matches("(?:/\\*\\*|\\*|//) .*")) {
                    found.add(TOP.relativize(file) + ": " + line.strip());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static List<Path> files(String under, String end) throws IOException {
        try (Stream<Path> all = Files.walk(TOP)) {
            return all.filter(file -> file.toString().endsWith(end))
                    .filter(file -> TOP.relativize(file).toString().contains(under))
                    .filter(file -> !file.toString().contains("/target/")
                            && !file.toString().contains("/."))
                    .sorted()
                    .toList();
        }
    }
}
