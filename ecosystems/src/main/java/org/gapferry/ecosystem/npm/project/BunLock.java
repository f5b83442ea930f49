package org.gapferry.ecosystem.npm.project;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.gapferry.document.Node;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.ecosystem.npm.model.NpmProduct;

/** Reads {@code bun.lock} of the versions 0 to 2. */
final class BunLock {
    private static final String KNOWN = "0 to 2";
    private static final Pattern LOCAL = Pattern.compile("(?:workspace|link|file|root|symlink):.*");
    private static final List<String> KINDS =
            List.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies");

    private BunLock() {}

    static Lockfile read(Node root) {
        String version = root.text("lockfileVersion");
        if (!version.matches("[0-2]")) {
            throw LockfileFormat.unknownVersion(root.place().toString(), version, KNOWN);
        }
        Map<String, Map<String, String>> members = new LinkedHashMap<>();
        Set<String> asked = new LinkedHashSet<>();
        for (Node.Entry workspace : root.entries("workspaces")) {
            Map<String, String> needs = new LinkedHashMap<>();
            for (String kind : KINDS) {
                for (Node.Entry need : workspace.value().entries(kind)) {
                    if (need.value() instanceof Node.Text text) {
                        needs.put(need.key().value(), text.value());
                        asked.add(need.key().value() + "@" + text.value());
                    }
                }
            }
            if (!workspace.key().value().isEmpty()) {
                members.put(workspace.key().value(), needs);
            }
        }
        Set<String> required = required(root);
        List<Lockfile.Locked> locked = new ArrayList<>();
        for (Node.Entry entry : root.entries("packages")) {
            entry(entry, required, locked);
        }
        return new Lockfile(
                LockfileFormat.BUN_LOCK.file(), NpmProduct.BUN, locked, members, asked, Map.of(), unmet(root));
    }

    /** Of what is needed and not at the place of who needs it, nor at any above. Peers may be left out. */
    private static List<Lockfile.Unmet> unmet(Node root) {
        Set<String> keys = root.members("packages").keySet();
        List<Lockfile.Unmet> unmet = new ArrayList<>();
        for (Node.Entry workspace : root.entries("workspaces")) {
            String name =
                    workspace.key().value().isEmpty() ? "" : workspace.value().text("name");
            for (String kind : List.of("dependencies", "devDependencies")) {
                unmet(name, workspace.value(), kind, keys, unmet);
            }
        }
        for (Node.Entry entry : root.entries("packages")) {
            if (entry.value() instanceof Node.Items items) {
                items.items().forEach(item -> unmet(entry.key().value(), item, "dependencies", keys, unmet));
            }
        }
        return unmet;
    }

    private static void unmet(String path, Node value, String kind, Set<String> keys, List<Lockfile.Unmet> into) {
        Set<String> optional = value.members("optionalDependencies").keySet();
        for (Node.Entry need : value.entries(kind)) {
            String name = need.key().value();
            boolean isThere = keys.contains(name);
            for (String above = path; !isThere && !above.isEmpty(); above = parent(above)) {
                isThere = keys.contains(above + "/" + name);
            }
            if (!isThere && !optional.contains(name)) {
                into.add(new Lockfile.Unmet(name, name, path, need.key().place().toString()));
            }
        }
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, lastName(path) - 1));
    }

    /** The names that anything needs without which it does not work. */
    private static Set<String> required(Node root) {
        Set<String> names = new HashSet<>();
        for (Node.Entry workspace : root.entries("workspaces")) {
            for (String kind : KINDS) {
                if (!kind.equals("optionalDependencies")) {
                    workspace
                            .value()
                            .entries(kind)
                            .forEach(need -> names.add(need.key().value()));
                }
            }
        }
        for (Node.Entry entry : root.entries("packages")) {
            if (entry.value() instanceof Node.Items items) {
                for (Node item : items.items()) {
                    item.entries("dependencies")
                            .forEach(need -> names.add(need.key().value()));
                    item.entries("peerDependencies")
                            .forEach(need -> names.add(need.key().value()));
                }
            }
        }
        return names;
    }

    private static void entry(Node.Entry entry, Set<String> required, List<Lockfile.Locked> locked) {
        if (!(entry.value() instanceof Node.Items items)
                || items.items().isEmpty()
                || !(items.items().get(0) instanceof Node.Text resolved)) {
            throw LockfileFormat.notWhole(entry.key().place().toString(), "version");
        }
        int at = resolved.value().indexOf('@', 1);
        String reference = at < 0 ? "root:" : resolved.value().substring(at + 1);
        if (LOCAL.matcher(reference).matches()) {
            return;
        }
        String name = resolved.value().substring(0, at);
        String key = entry.key().value();
        String installed = key.substring(lastName(key));
        boolean optional = !required.contains(installed);
        String place = entry.key().place().toString();
        List<String> texts = items.items().stream()
                .map(item -> item instanceof Node.Text text ? text.value() : "")
                .toList();
        if (reference.matches("[0-9].*")) {
            String integrity = texts.size() > 3 ? texts.get(3) : "";
            String url = texts.size() > 1 ? texts.get(1) : "";
            locked.add(Lockfile.Locked.ofRegistry(name, reference, Integrity.parse(integrity), optional, url, place));
        } else {
            locked.add(Lockfile.Locked.ofElsewhere(name, "", optional, reference, place));
        }
    }

    /** Where the last name begins in a path of names such as {@code a/@s/b/c}. */
    private static int lastName(String path) {
        int slash = path.lastIndexOf('/');
        int before = slash < 0 ? -1 : path.lastIndexOf('/', slash - 1);
        boolean scoped = slash >= 0 && path.startsWith("@", before + 1);
        return scoped ? before + 1 : slash + 1;
    }
}
