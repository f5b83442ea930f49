package org.gapferry.ecosystem.npm.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/** The folders that the {@code workspaces} of a root package.json name. */
public final class Workspaces {
    private Workspaces() {}

    /** Folders with a package.json, sorted. */
    static List<Path> of(Path root, JsonNode manifest) {
        JsonNode value = manifest.path("workspaces");
        List<String> patterns = new ArrayList<>();
        (value.isObject() ? value.path("packages") : value).forEach(pattern -> patterns.add(pattern.asString("")));
        List<PathMatcher> wanted = matchers(patterns, false);
        List<PathMatcher> unwanted = matchers(patterns, true);
        if (wanted.isEmpty()) {
            return List.of();
        }
        TreeSet<Path> found = new TreeSet<>();
        try {
            Files.walkFileTree(root, Set.of(), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (folder.endsWith("node_modules") || folder.endsWith(".git")) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    Path relative = root.relativize(folder);
                    if (wanted.stream().anyMatch(matcher -> matcher.matches(relative))
                            && unwanted.stream().noneMatch(matcher -> matcher.matches(relative))
                            && Files.isRegularFile(folder.resolve(NpmProject.MANIFEST))) {
                        found.add(folder);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(found);
    }

    private static List<PathMatcher> matchers(List<String> patterns, boolean negated) {
        return patterns.stream()
                .filter(pattern -> pattern.startsWith("!") == negated)
                .map(pattern ->
                        pattern.replaceFirst("^!", "").replaceFirst("^\\./", "").replaceFirst("/+$", ""))
                .map(Workspaces::matcher)
                .toList();
    }

    /** What is not a pattern is a name, as npm has it. */
    private static PathMatcher matcher(String pattern) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            return path -> path.toString().equals(pattern);
        }
    }
}
