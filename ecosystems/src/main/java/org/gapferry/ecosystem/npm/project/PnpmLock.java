package org.gapferry.ecosystem.npm.project;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.gapferry.document.Node;
import org.gapferry.ecosystem.npm.model.Integrity;
import org.gapferry.ecosystem.npm.model.NpmProduct;

/**
 * Reads {@code pnpm-lock.yaml} of the versions 5.3 to 9: those of pnpm 5 to 12. Of a stream, as newer ones write it
 * for their own dependencies, each document counts.
 */
final class PnpmLock {
    private static final String KNOWN = "5.3 to 9.0";
    private static final Pattern VERSION = Pattern.compile("(?:5\\.[34]|6\\.[0-9]|7\\.0|9\\.[0-9])(?:-.*)?");
    private static final String MANAGER = "packageManagerDependencies";
    private static final List<String> KINDS =
            List.of("dependencies", "devDependencies", "optionalDependencies", "configDependencies", MANAGER);

    private final List<Lockfile.Locked> locked = new ArrayList<>();
    private final Map<String, Map<String, String>> members = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final List<Lockfile.Unmet> unmet = new ArrayList<>();

    private PnpmLock() {}

    static Lockfile read(List<Node> documents) {
        PnpmLock lock = new PnpmLock();
        for (Node document : documents) {
            // where a project has no dependencies, pnpm 11 leaves its document empty behind that of the manager
            if (documents.indexOf(document) == 0
                    || !(document instanceof Node.Text text && text.value().isEmpty())) {
                lock.document(document);
            }
        }
        return new Lockfile(
                LockfileFormat.PNPM_LOCK.file(),
                NpmProduct.PNPM,
                lock.locked,
                lock.members,
                lock.asked,
                Map.of(),
                lock.unmet);
    }

    private void document(Node root) {
        String version = root.text("lockfileVersion");
        if (!VERSION.matcher(version).matches()) {
            throw LockfileFormat.unknownVersion(root.place().toString(), version, KNOWN);
        }
        boolean slashed = version.startsWith("5");
        Set<String> managers = managers(root);
        importers(root);
        Map<String, Boolean> optional = new HashMap<>();
        root.members("snapshots")
                .forEach((key, snapshot) ->
                        optional.merge(withoutPeers(key, slashed), snapshot.isTrue("optional"), Boolean::logicalAnd));
        root.members("packages").forEach((key, entry) -> {
            boolean isOptional = entry.isTrue("optional")
                    || optional.getOrDefault(withoutPeers(key, slashed), false)
                    || managers.contains(withoutPeers(key, slashed));
            entry(withoutPeers(key, slashed), entry, slashed, isOptional);
        });
        findUnmet(root, version);
    }

    /** From 9 on, entries are in two sections, of which the second tells packages by their peers, too. */
    private void findUnmet(Node root, String version) {
        boolean isSplit = version.startsWith("9");
        Set<String> packages = root.members("packages").keySet();
        Set<String> keys = isSplit ? root.members("snapshots").keySet() : packages;
        List<Node.Entry> needing = new ArrayList<>(root.entries(isSplit ? "snapshots" : "packages"));
        List<Node.Entry> importers = root.entries("importers");
        if (importers.isEmpty()) {
            needing.add(new Node.Entry(new Node.Text(root.place(), "."), root));
        } else {
            needing.addAll(importers);
        }
        for (Node.Entry one : needing) {
            for (String kind : KINDS) {
                for (Node.Entry need : one.value().entries(kind)) {
                    String reference = need.value() instanceof Node.Text text
                            ? text.value()
                            : need.value().text("version");
                    String name = need.key().value();
                    String key = key(name, reference, version);
                    boolean isThere = keys.contains(key) && (!isSplit || packages.contains(withoutPeers(key, false)));
                    if (!reference.isEmpty() && !reference.startsWith("link:") && !isThere) {
                        unmet.add(new Lockfile.Unmet(
                                name, key, one.key().value(), need.key().place().toString()));
                    }
                }
            }
        }
    }

    /** The key of the entry that a need refers to: its version, or, for an alias and others, the key itself. */
    private static String key(String name, String reference, String version) {
        int peers = reference.indexOf('(');
        String own = peers < 0 ? reference : reference.substring(0, peers);
        if (version.startsWith("9")) {
            int at = own.indexOf('@');
            int colon = own.indexOf(':');
            return at == 0 || at > 0 && (colon < 0 || at < colon) ? reference : name + "@" + reference;
        } else if (own.contains("/") || own.startsWith("file:")) {
            return reference;
        }
        return "/" + name + (version.startsWith("5") ? "/" : "@") + reference;
    }

    /**
     * The packages that only the project's package manager leads to. pnpm goes on without them, so they never hold the
     * project back; the manager is a requirement of its own.
     */
    private static Set<String> managers(Node root) {
        Set<String> ofManager = new LinkedHashSet<>();
        Set<String> ofOthers = new LinkedHashSet<>();
        root.members("importers")
                .values()
                .forEach(importer -> KINDS.forEach(kind -> importer.members(kind)
                        .forEach((name, dependency) -> (kind.equals(MANAGER) ? ofManager : ofOthers)
                                .add(withoutPeers(name + "@" + dependency.text("version"), false)))));
        if (!ofManager.isEmpty()) {
            Map<String, List<Node>> snapshots = new HashMap<>();
            root.members("snapshots").forEach((key, snapshot) -> snapshots
                    .computeIfAbsent(withoutPeers(key, false), k -> new ArrayList<>())
                    .add(snapshot));
            follow(ofManager, snapshots);
            follow(ofOthers, snapshots);
            ofManager.removeAll(ofOthers);
        }
        return ofManager;
    }

    private static void follow(Set<String> reached, Map<String, List<Node>> snapshots) {
        List<String> next = new ArrayList<>(reached);
        for (int i = 0; i < next.size(); i++) {
            for (Node snapshot : snapshots.getOrDefault(next.get(i), List.of())) {
                for (String kind : List.of("dependencies", "optionalDependencies")) {
                    snapshot.members(kind).forEach((name, value) -> {
                        String key = value instanceof Node.Text version
                                ? withoutPeers(name + "@" + version.value(), false)
                                : name;
                        if (reached.add(key)) {
                            next.add(key);
                        }
                    });
                }
            }
        }
    }

    private void importers(Node root) {
        Map<String, Node> importers = root.members("importers");
        if (importers.isEmpty()) {
            importer(".", root, root.member("specifiers").orElse(root));
        } else {
            importers.forEach((path, importer) ->
                    importer(path, importer, importer.member("specifiers").orElse(importer)));
        }
    }

    /** @param specifiers up to 5.4 by name; later each dependency has its own */
    private void importer(String path, Node importer, Node specifiers) {
        Map<String, String> needs = new LinkedHashMap<>();
        for (String kind : KINDS) {
            importer.members(kind).forEach((name, dependency) -> {
                String spec = dependency instanceof Node.Text ? specifiers.text(name) : dependency.text("specifier");
                if (!spec.isEmpty()) {
                    needs.put(name, spec);
                    asked.add(name + "@" + spec);
                }
            });
        }
        if (!path.equals(".")) {
            members.put(path, needs);
        }
    }

    private void entry(String key, Node entry, boolean slashed, boolean optional) {
        Node resolution = entry.member("resolution")
                .orElseThrow(() -> LockfileFormat.notWhole(entry.place().toString(), "resolution"));
        if (resolution.text("type").equals("directory")
                || !resolution.text("directory").isEmpty()) {
            return;
        }
        String[] own = split(key, slashed);
        String name = entry.text("name").isEmpty() ? own[0] : entry.text("name");
        String version = entry.text("version").isEmpty() ? own[1] : entry.text("version");
        String place = entry.place().toString();
        String tarball = resolution.text("tarball");
        String integrity = resolution.text("integrity");
        if (resolution.text("type").equals("git")) {
            String repository = resolution.text("repo");
            String prefix = repository.startsWith("git") ? "" : "git+";
            locked.add(Lockfile.Locked.ofElsewhere(
                    name, version, optional, prefix + repository + "#" + resolution.text("commit"), place));
        } else if (LockfileFormat.isOutside(tarball, !integrity.isEmpty())) {
            if (!tarball.startsWith("file:")) {
                locked.add(Lockfile.Locked.ofElsewhere(name, version, optional, tarball, place));
            }
        } else if (key.contains("file:") && tarball.isEmpty()) {
            return;
        } else {
            locked.add(Lockfile.Locked.ofRegistry(name, version, Integrity.parse(integrity), optional, tarball, place));
        }
    }

    /** The key of a package without what its peers are. */
    private static String withoutPeers(String key, boolean slashed) {
        if (slashed) {
            int slash = key.lastIndexOf('/');
            int peers = key.indexOf('_', Math.max(0, slash));
            return peers < 0 ? key : key.substring(0, peers);
        }
        int peers = key.indexOf('(');
        return peers < 0 ? key : key.substring(0, peers);
    }

    /** Name and version; a host before them, of a registry that is not the default, goes. */
    private static String[] split(String key, boolean slashed) {
        String path = key.startsWith("/") ? key.substring(1) : key;
        if (!key.startsWith("/") && path.matches("[^@/]*[.:][^/]*/.*")) {
            path = path.substring(path.indexOf('/') + 1);
        }
        int end = slashed ? path.lastIndexOf('/') : path.indexOf('@', 1);
        return end < 0 ? new String[] {path, ""} : new String[] {path.substring(0, end), path.substring(end + 1)};
    }
}
