package org.gapferry.ecosystem.npm.project;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.ProblemException;
import org.gapferry.document.Place;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.ecosystem.npm.model.NpmProduct;
import org.gapferry.manifest.ManifestProblem;

/** Reads {@code yarn.lock} of Yarn 1, which looks like YAML and is not: indented lines of a word and a value. */
final class YarnLock {
    private static final Pattern HEAD = Pattern.compile("# yarn lockfile v([0-9]+)\\s*");
    private static final Pattern WORD =
            Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"|[^\\s,:\"]++(?::[^\\s,:\"]++)*+");
    private static final Pattern LOCAL = Pattern.compile("(?:file|link|portal|workspace):.*|\\.\\.?/.*|/.*");

    private final String file;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> required = new HashSet<>();
    private final Set<String> optional = new HashSet<>();
    private final List<Lockfile.Unmet> needs = new ArrayList<>();

    private YarnLock(String file) {
        this.file = file;
    }

    private static final class Entry {
        private final List<String> patterns;
        private final int line;
        private String version = "";
        private String resolved = "";
        private String integrity = "";

        Entry(List<String> patterns, int line) {
            this.patterns = patterns;
            this.line = line;
        }
    }

    static Lockfile read(String file, String text) {
        YarnLock lock = new YarnLock(file);
        lock.parse(text.startsWith("\ufeff") ? text.substring(1) : text);
        Set<String> asked = new LinkedHashSet<>();
        List<Lockfile.Locked> locked = new ArrayList<>();
        for (Entry entry : lock.entries) {
            asked.addAll(entry.patterns);
            lock.locked(entry, locked);
        }
        List<Lockfile.Unmet> unmet =
                lock.needs.stream().filter(need -> !asked.contains(need.need())).toList();
        return new Lockfile(
                LockfileFormat.YARN_LOCK.file(), NpmProduct.YARN_1, locked, Map.of(), asked, Map.of(), unmet);
    }

    private void parse(String text) {
        String block = "";
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            Matcher head = HEAD.matcher(line);
            if (head.matches() && !head.group(1).equals("1")) {
                throw LockfileFormat.unknownVersion(new Place(file, number, 1).toString(), head.group(1), "1");
            }
            String content = line.strip();
            if (content.isEmpty() || content.startsWith("#")) {
                continue;
            }
            int indent = line.length() - line.stripLeading().length();
            if (indent == 0) {
                if (!content.endsWith(":")) {
                    throw malformed(number, "expected `:` at the end of the line");
                }
                entries.add(new Entry(words(content.substring(0, content.length() - 1), number), number));
            } else if (entries.isEmpty()) {
                throw malformed(number, "expected the name of a package before it");
            } else if (indent <= 2) {
                block = content.endsWith(":") ? content.substring(0, content.length() - 1) : "";
                if (block.isEmpty()) {
                    field(entries.get(entries.size() - 1), words(content, number), number);
                }
            } else {
                dependency(block, words(content, number), number);
            }
        }
        for (Entry entry : entries) {
            if (entry.version.isEmpty()) {
                throw malformed(entry.line, "the entry has no version, so the file is not whole");
            }
        }
    }

    private void field(Entry entry, List<String> words, int number) {
        if (words.size() < 2) {
            throw malformed(number, "expected a value behind `" + words.get(0) + "`");
        }
        String value = words.get(1);
        switch (words.get(0)) {
            case "version" -> entry.version = value;
            case "resolved" -> entry.resolved = value;
            case "integrity" -> entry.integrity = String.join(" ", words.subList(1, words.size()));
            default -> {
                // what newer versions of Yarn 1 may add says nothing of where a package is
            }
        }
    }

    private void dependency(String block, List<String> words, int number) {
        if (words.size() < 2) {
            throw malformed(number, "expected a name and a range");
        }
        String descriptor = words.get(0) + "@" + words.get(1);
        if (block.equals("dependencies")) {
            required.add(descriptor);
            needs.add(new Lockfile.Unmet(
                    words.get(0),
                    descriptor,
                    entries.get(entries.size() - 1).patterns.get(0),
                    new Place(file, number, 1).toString()));
        } else if (block.equals("optionalDependencies")) {
            optional.add(descriptor);
        }
    }

    private void locked(Entry entry, List<Lockfile.Locked> into) {
        String pattern = entry.patterns.get(0);
        int at = pattern.indexOf('@', 1);
        String name = at < 0 ? pattern : pattern.substring(0, at);
        String range = at < 0 ? "" : pattern.substring(at + 1);
        String place = new Place(file, entry.line, 1).toString();
        boolean isOptional = entry.patterns.stream().anyMatch(optional::contains)
                && entry.patterns.stream().noneMatch(required::contains);
        String url = entry.resolved.replaceFirst("#.*", "");
        if (LOCAL.matcher(range).matches()) {
            return;
        } else if (LockfileFormat.isOutside(url, !entry.integrity.isEmpty())) {
            into.add(Lockfile.Locked.ofElsewhere(name, entry.version, isOptional, entry.resolved, place));
            return;
        }
        if (range.startsWith("npm:")) {
            String real = range.substring("npm:".length());
            int end = real.indexOf('@', 1);
            name = end < 0 ? real : real.substring(0, end);
        }
        List<Checksum> integrity = new ArrayList<>(Integrity.parse(entry.integrity));
        String hash = entry.resolved.replaceFirst("[^#]*#?", "");
        if (integrity.isEmpty() && hash.matches("[0-9a-f]{40}")) {
            integrity.add(new Checksum(DigestAlgorithm.SHA1, hash));
        }
        into.add(Lockfile.Locked.ofRegistry(name, entry.version, integrity, isOptional, url, place));
    }

    private List<String> words(String content, int number) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(content);
        int end = 0;
        while (word.find()) {
            if (!content.substring(end, word.start()).matches("[\\s,]*")) {
                throw malformed(
                        number,
                        "unexpected `" + content.substring(end, word.start()).strip() + "`");
            }
            words.add(word.group(1) == null ? word.group() : word.group(1).replaceAll("\\\\(.)", "$1"));
            end = word.end();
        }
        if (words.isEmpty() || !content.substring(end).isBlank()) {
            throw malformed(number, "the line cannot be read");
        }
        return words;
    }

    private ProblemException malformed(int line, String what) {
        return ManifestProblem.PROJECT_UNREADABLE.thrown(
                new Place(file, line, 1).toString(), "not a lockfile of Yarn: " + what);
    }
}
