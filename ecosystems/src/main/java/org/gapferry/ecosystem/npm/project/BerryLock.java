package org.gapferry.ecosystem.npm.project;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gapferry.document.Node;
import org.gapferry.ecosystem.npm.model.NpmProduct;

/**
 * Reads {@code yarn.lock} of Yarn 2 and newer. Its checksums are of Yarn's own archives and say nothing of those of a
 * registry.
 */
final class BerryLock {
    private static final String METADATA = "__metadata";
    private static final String KNOWN = "4 to 10";
    private static final Pattern VERSION = Pattern.compile("[4-9]|10");
    private static final Pattern IS_BERRY = Pattern.compile("(?m)^" + METADATA + ":");
    private static final Pattern ARCHIVE_URL = Pattern.compile("(?:::|&)__archiveUrl=([^&]+)");
    /** What lies in the project, or is made from what does; a patch is of a package with an entry of its own. */
    private static final Pattern LOCAL = Pattern.compile("(?:workspace|link|portal|file|exec|patch|virtual):.*");

    private BerryLock() {}

    static boolean isOne(byte[] bytes) {
        return IS_BERRY.matcher(new String(bytes, StandardCharsets.UTF_8)).find();
    }

    static Lockfile read(Node root) {
        String version =
                root.member(METADATA).map(metadata -> metadata.text("version")).orElse("");
        if (!VERSION.matcher(version).matches()) {
            throw LockfileFormat.unknownVersion(
                    root.member(METADATA).orElse(root).place().toString(), version, KNOWN);
        }
        List<Lockfile.Locked> locked = new ArrayList<>();
        Set<String> asked = new LinkedHashSet<>();
        Map<String, Map<String, String>> members = new LinkedHashMap<>();
        if (root instanceof Node.Mapping mapping) {
            for (Node.Entry entry : mapping.entries()) {
                if (!entry.key().value().equals(METADATA)) {
                    for (String descriptor : entry.key().value().split(", ", -1)) {
                        asked.add(withoutProtocol(descriptor));
                    }
                    entry(entry, locked, members);
                }
            }
        }
        return new Lockfile(
                LockfileFormat.YARN_LOCK.file(), NpmProduct.YARN, locked, members, asked, Map.of(), unmet(root, asked));
    }

    /** A version that is only asked for in a catalog is known by its name. */
    private static List<Lockfile.Unmet> unmet(Node root, Set<String> asked) {
        List<Lockfile.Unmet> unmet = new ArrayList<>();
        Set<String> names = asked.stream()
                .map(descriptor -> descriptor.replaceFirst("(?<=.)@.*", ""))
                .collect(Collectors.toSet());
        if (root instanceof Node.Mapping mapping) {
            for (Node.Entry entry : mapping.entries()) {
                for (Node.Entry need : entry.value().entries("dependencies")) {
                    String name = need.key().value();
                    String range = need.value() instanceof Node.Text text ? text.value() : "";
                    boolean isThere = range.startsWith("catalog:")
                            ? names.contains(name)
                            : asked.contains(withoutProtocol(name + "@" + range));
                    if (!isThere && !LOCAL.matcher(range).matches()) {
                        unmet.add(new Lockfile.Unmet(
                                name,
                                name + "@" + range,
                                entry.value().text("resolution"),
                                need.key().place().toString()));
                    }
                }
            }
        }
        return unmet;
    }

    private static String withoutProtocol(String descriptor) {
        return descriptor.replaceFirst("(?<=.)@npm:(?=[^@]*$)", "@");
    }

    private static void entry(
            Node.Entry entry, List<Lockfile.Locked> locked, Map<String, Map<String, String>> members) {
        Node value = entry.value();
        String resolution = value.text("resolution");
        int at = resolution.indexOf('@', 1);
        if (at < 0) {
            throw LockfileFormat.notWhole(entry.key().place().toString(), "resolution");
        }
        String name = resolution.substring(0, at);
        String reference = resolution.substring(at + 1);
        String place = entry.key().place().toString();
        boolean optional = !value.text("conditions").isEmpty();
        if (reference.startsWith("npm:")) {
            Matcher archive = ARCHIVE_URL.matcher(reference);
            locked.add(Lockfile.Locked.ofRegistry(
                    name,
                    value.text("version"),
                    List.of(),
                    optional,
                    archive.find() ? decoded(archive.group(1)) : "",
                    place));
        } else if (reference.startsWith("workspace:") && !reference.equals("workspace:.")) {
            members.put(reference.substring("workspace:".length()), value.texts("dependencies"));
        } else if (!LOCAL.matcher(reference).matches()) {
            locked.add(
                    Lockfile.Locked.ofElsewhere(name, value.text("version"), optional, repository(reference), place));
        }
    }

    /** Yarn writes {@code URL#commit=HASH}; the others, {@code git+URL#HASH}. */
    private static String repository(String reference) {
        int commit = reference.indexOf("#commit=");
        if (commit < 0) {
            return reference;
        }
        String url = reference.substring(0, commit);
        String hash = reference.substring(commit + "#commit=".length()).replaceFirst("&.*", "");
        return (url.startsWith("git") ? "" : "git+") + url + "#" + hash;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
