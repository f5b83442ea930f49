package org.gapferry.ecosystem.npm.project;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gapferry.document.Node;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.version.Semver;

/**
 * Reads a package-lock.json or npm-shrinkwrap.json of the versions 1 to 4. npm 12 writes 4, which looks like 3, where a
 * project patches or extends packages; before npm 5, they had none.
 */
public final class PackageLock {
    private static final String KNOWN = "1 to 4";
    private static final String MODULES = "node_modules/";
    private static final List<String> KINDS =
            List.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies");

    private final List<Lockfile.Locked> locked = new ArrayList<>();
    private final Map<String, Map<String, String>> members = new LinkedHashMap<>();
    private final Map<String, String> top = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    private PackageLock() {}

    /** @param format whose clients read it */
    public static Lockfile read(LockfileFormat format, Node lock) {
        String version = lock.text("lockfileVersion");
        if (!version.matches("[1-4]?")) {
            throw LockfileFormat.unknownVersion(
                    lock.member("lockfileVersion").orElse(lock).place().toString(), version, KNOWN);
        }
        PackageLock read = new PackageLock();
        List<Node.Entry> packages = lock.entries("packages");
        List<Lockfile.Unmet> unmet = packages.isEmpty() ? List.of() : unmet(packages);
        if (packages.isEmpty()) {
            lock.entries("dependencies")
                    .forEach(entry ->
                            read.top.put(entry.key().value(), entry.value().text("version")));
            read.tree(lock);
        } else {
            packages.forEach(entry -> read.entry(entry.key(), entry.value()));
        }
        return new Lockfile(format.file(), format.product(), read.locked, read.members, read.asked, read.top, unmet);
    }

    /**
     * What is needed and lies nowhere where Node.js would find it. Peers may be left out, and so may all that an
     * optional package leads to; what is bundled, or has a shrinkwrap of its own, brings its dependencies. The first
     * version does not tell optional needs from others.
     */
    private static List<Lockfile.Unmet> unmet(List<Node.Entry> packages) {
        Set<String> paths = new HashSet<>();
        Set<String> wrapped = new HashSet<>();
        for (Node.Entry entry : packages) {
            paths.add(entry.key().value());
            if (entry.value().isTrue("hasShrinkwrap")) {
                wrapped.add(entry.key().value());
            }
        }
        List<Lockfile.Unmet> unmet = new ArrayList<>();
        for (Node.Entry entry : packages) {
            String path = entry.key().value();
            Node value = entry.value();
            boolean isOwn = !path.contains(MODULES);
            boolean isLeftOut = List.of("optional", "devOptional", "inBundle", "extraneous").stream()
                            .anyMatch(value::isTrue)
                    || path.startsWith("..")
                    || isInside(path, wrapped);
            for (String kind : isLeftOut ? List.<String>of() : List.of("dependencies", "devDependencies")) {
                if (isOwn || kind.equals("dependencies")) {
                    unmet(path, value, kind, paths, unmet);
                }
            }
        }
        return unmet;
    }

    private static void unmet(String path, Node value, String kind, Set<String> paths, List<Lockfile.Unmet> into) {
        Set<String> others = new HashSet<>(value.members("optionalDependencies").keySet());
        for (String bundled : List.of("bundleDependencies", "bundledDependencies")) {
            value.member(bundled).ifPresent(names -> {
                if (names instanceof Node.Items items) {
                    items.items().forEach(item -> others.add(item instanceof Node.Text text ? text.value() : ""));
                }
            });
        }
        for (Node.Entry need : value.entries(kind)) {
            String name = need.key().value();
            if (!others.contains(name) && !isFound(path, name, paths)) {
                into.add(new Lockfile.Unmet(name, name, path, need.key().place().toString()));
            }
        }
    }

    private static boolean isFound(String path, String name, Set<String> paths) {
        for (String folder = path; !folder.isEmpty(); folder = above(folder)) {
            if (paths.contains(folder + "/" + MODULES + name)) {
                return true;
            }
        }
        return paths.contains(MODULES + name);
    }

    private static String above(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static boolean isInside(String path, Set<String> wrapped) {
        for (String folder = path; !folder.isEmpty(); folder = above(folder)) {
            if (wrapped.contains(folder)) {
                return true;
            }
        }
        return false;
    }

    /** From version 2 on: one object by path. */
    private void entry(Node.Text key, Node value) {
        String path = key.value();
        int modules = path.lastIndexOf(MODULES);
        if (modules < 0) {
            Map<String, String> needs = needs(value);
            needs.forEach((name, spec) -> asked.add(name + "@" + spec));
            if (!path.isEmpty()) {
                members.put(path, needs);
            }
            return;
        }
        String version = value.text("version");
        if (path.startsWith(MODULES) && modules == 0) {
            top.put(path.substring(MODULES.length()), version);
        }
        if (value.isTrue("link") || value.isTrue("inBundle")) {
            return;
        }
        String installed = path.substring(modules + MODULES.length());
        String alias = value.text("name");
        String resolved = value.text("resolved");
        String integrity = value.text("integrity");
        boolean isOutside = version.isEmpty() || LockfileFormat.isOutside(resolved, !integrity.isEmpty());
        locked.add(new Lockfile.Locked(
                isOutside || alias.isEmpty() ? installed : alias,
                version,
                Integrity.parse(integrity),
                value.isTrue("optional") || value.isTrue("devOptional"),
                value.isTrue("dev"),
                isOutside ? resolved : "",
                isOutside ? "" : resolved,
                key.place().toString()));
    }

    private static Map<String, String> needs(Node value) {
        Map<String, String> needs = new LinkedHashMap<>();
        for (String kind : KINDS) {
            value.entries(kind).forEach(need -> {
                if (need.value() instanceof Node.Text text) {
                    needs.putIfAbsent(need.key().value(), text.value());
                }
            });
        }
        return needs;
    }

    /** Version 1: a tree by name. */
    private void tree(Node parent) {
        parent.entries("dependencies").forEach(entry -> {
            if (!entry.value().isTrue("bundled")) {
                locked.add(ofTree(entry.key(), entry.value()));
            }
            tree(entry.value());
        });
    }

    private static Lockfile.Locked ofTree(Node.Text key, Node value) {
        String text = value.text("version");
        String name = key.value();
        String version = text;
        String outside = "";
        if (text.startsWith("npm:")) {
            int at = text.lastIndexOf('@');
            name = text.substring("npm:".length(), Math.max(at, "npm:".length()));
            version = text.substring(at + 1);
        } else if (Semver.parse(text, true).isEmpty()) {
            outside = text;
        }
        return new Lockfile.Locked(
                name,
                version,
                Integrity.parse(value.text("integrity")),
                value.isTrue("optional"),
                value.isTrue("dev"),
                outside,
                outside.isEmpty() ? value.text("resolved") : "",
                key.place().toString());
    }
}
