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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The folders that the patterns of a workspace's root name. */
final class Workspaces {
    private static final Pattern OUTSIDE = Pattern.compile("((?:\\./)?\\.\\./(?:[^*?{\\[/!]+(?:/|$))*)");

    private Workspaces() {}

    /** Folders with a package.json, sorted. */
    static List<Path> of(Path root, List<String> patterns) {
        List<PathMatcher> wanted = matchers(patterns, false);
        List<PathMatcher> unwanted = matchers(patterns, true);
        if (wanted.isEmpty()) {
            return List.of();
        }
        TreeSet<Path> found = new TreeSet<>();
        for (Path start : starts(root, patterns)) {
            try {
                walk(start, root, folder -> isMember(root.relativize(folder), wanted, unwanted), found);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(found);
    }

    /**
     * The root, and the folders beside it that patterns of pnpm and Yarn may name: {@code ../libs} of
     * {@code ../libs/*}.
     */
    private static Set<Path> starts(Path root, List<String> patterns) {
        Set<Path> starts = new LinkedHashSet<>(List.of(root));
        for (String pattern : patterns) {
            Matcher outside = OUTSIDE.matcher(pattern);
            if (outside.lookingAt()) {
                Path start = root.resolve(outside.group(1)).normalize();
                if (Files.isDirectory(start)) {
                    starts.add(start);
                }
            }
        }
        return starts;
    }

    private static void walk(Path start, Path root, Predicate<Path> isMember, Set<Path> found) throws IOException {
        Files.walkFileTree(start, Set.of(), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (folder.endsWith("node_modules") || folder.endsWith(".git")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                take(folder);
                return FileVisitResult.CONTINUE;
            }

            /** A link to a folder is a member, too; what lies below it is not looked at, as it may lead anywhere. */
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isSymbolicLink() && !file.endsWith("node_modules")) {
                    take(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            private void take(Path folder) {
                if (!folder.equals(root)
                        && isMember.test(folder)
                        && Files.isRegularFile(folder.resolve(NpmProject.MANIFEST))) {
                    found.add(folder);
                }
            }
        });
    }

    /** True if a folder would be one of them. */
    static boolean names(List<String> patterns, Path relative) {
        return isMember(relative, matchers(patterns, false), matchers(patterns, true));
    }

    private static boolean isMember(Path relative, List<PathMatcher> wanted, List<PathMatcher> unwanted) {
        return wanted.stream().anyMatch(matcher -> matcher.matches(relative))
                && unwanted.stream().noneMatch(matcher -> matcher.matches(relative));
    }

    /** Two stars stand for any number of folders, none included, as in the managers' own patterns. */
    private static List<PathMatcher> matchers(List<String> patterns, boolean negated) {
        List<PathMatcher> matchers = new ArrayList<>();
        for (String pattern : patterns) {
            if (pattern.startsWith("!") == negated) {
                String path =
                        pattern.replaceFirst("^!", "").replaceFirst("^\\./", "").replaceFirst("/+$", "");
                matchers.add(matcher(path));
                if (path.contains("/**")) {
                    matchers.add(matcher(path.replace("/**", "")));
                }
                if (path.contains("**/")) {
                    matchers.add(matcher(path.replace("**/", "")));
                }
            }
        }
        return matchers;
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
