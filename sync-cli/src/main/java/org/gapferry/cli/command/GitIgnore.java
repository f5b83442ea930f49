package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which folders git ignores, by the {@code .gitignore} files of a repository and its {@code .git/info/exclude}. Git
 * itself is not needed.
 */
final class GitIgnore {
    private final Path top;
    private final Map<Path, List<Rule>> rules = new HashMap<>();

    private record Rule(Pattern pattern, boolean ignored) {}

    /** @param folder in a repository or not; where it is not, its own files count */
    GitIgnore(Path folder) {
        Path above = folder;
        while (above != null && !Files.exists(above.resolve(".git"))) {
            above = above.getParent();
        }
        this.top = above == null ? folder : above;
    }

    /** Whether a folder is ignored whose parents are not. */
    boolean ignores(Path folder) {
        for (Path above = folder.getParent(); above != null && above.startsWith(top); above = above.getParent()) {
            String relative = above.relativize(folder).toString().replace('\\', '/');
            List<Rule> here = rules.computeIfAbsent(above, this::read);
            for (int i = here.size() - 1; i >= 0; i--) {
                if (here.get(i).pattern().matcher(relative).matches()) {
                    return here.get(i).ignored();
                }
            }
        }
        return false;
    }

    private List<Rule> read(Path folder) {
        List<Rule> found = new ArrayList<>();
        if (folder.equals(top)) {
            found.addAll(rules(folder.resolve(".git/info/exclude")));
        }
        found.addAll(rules(folder.resolve(".gitignore")));
        return found;
    }

    private static List<Rule> rules(Path file) {
        List<Rule> found = new ArrayList<>();
        if (Files.isRegularFile(file)) {
            try {
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .lines()
                        .forEach(line -> rule(line).ifPresent(found::add));
            } catch (IOException e) {
                return List.of(); // git warns, and ignores nothing
            }
        }
        return found;
    }

    private static Optional<Rule> rule(String line) {
        String text = line.replaceFirst("(?<!\\\\)\\s+$", "");
        boolean ignored = !text.startsWith("!");
        String pattern = (ignored ? text : text.substring(1)).replaceFirst("/$", "");
        if (text.startsWith("#") || pattern.isEmpty()) {
            return Optional.empty();
        }
        boolean anchored = pattern.contains("/");
        try {
            return Optional.of(new Rule(
                    Pattern.compile((anchored ? "" : "(?:.*/)?") + regex(pattern.replaceFirst("^/", ""))), ignored));
        } catch (PatternSyntaxException e) {
            return Optional.empty(); // as in git, it matches nothing
        }
    }

    private static String regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int end = c == '[' ? pattern.indexOf(']', i + 2) : -1;
            if (pattern.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (pattern.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (end > 0) {
                String set = pattern.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
                regex.append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                        .append(']');
                i = end;
            } else {
                i += c == '\\' && i + 1 < pattern.length() ? 1 : 0;
                regex.append(Pattern.quote(pattern.substring(i, i + 1)));
            }
        }
        return regex.toString();
    }
}
