package org.gapferry.ecosystem.npm.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gapferry.version.SemverRange;
import tools.jackson.databind.JsonNode;

/**
 * Dependencies that pnpm and yarn 4 add to published packages whose manifests forget them: those of a list that both
 * have, which its authors publish as a package too, and those of a project's own {@code packageExtensions}.
 *
 * @param ofPackages by the name of the package that is extended
 * @param skipped how many entries of the list were not understood
 */
public record PackageExtensions(Map<String, List<Extension>> ofPackages, int skipped) {
    public static final PackageExtensions NONE = new PackageExtensions(Map.of(), 0);

    /** The package that holds the list. */
    public static final String PACKAGE = "@yarnpkg/extensions";

    /** What the script of the package calls the list. */
    private static final String LIST = "packageExtensions";

    /** Who adds {@code dependencies}. */
    private static final Set<NpmClient> ALL =
            Set.of(NpmClient.PNPM_9, NpmClient.PNPM_10, NpmClient.PNPM_11, NpmClient.PNPM_12, NpmClient.YARN_4);

    /** Who installs {@code peerDependencies} that it has added. */
    private static final Set<NpmClient> WITH_PEERS =
            Set.of(NpmClient.PNPM_9, NpmClient.PNPM_10, NpmClient.PNPM_11, NpmClient.PNPM_12);

    /** What is added to the versions of a range. */
    public record Extension(
            SemverRange versions, Map<String, String> dependencies, Map<String, String> peers, Set<String> optional) {
        public Extension {
            dependencies = Map.copyOf(dependencies);
            peers = Map.copyOf(peers);
            optional = Set.copyOf(optional);
        }
    }

    /** A dependency that clients add to one version of a package. */
    public record Addition(String name, String text, Set<NpmClient> clients) {}

    public PackageExtensions {
        ofPackages = Map.copyOf(ofPackages);
    }

    public boolean isEmpty() {
        return ofPackages.isEmpty();
    }

    /** Reads the list from its script, which is never run; empty if the script has none. */
    public static Optional<PackageExtensions> read(String script) {
        return ScriptLiteral.list(script, LIST).map(PackageExtensions::of);
    }

    private static PackageExtensions of(ScriptLiteral.Found found) {
        Map<String, List<Extension>> extensions = new LinkedHashMap<>();
        int skipped = found.skipped();
        for (ScriptLiteral.Value entry : found.items()) {
            if (entry instanceof ScriptLiteral.Items pair
                    && pair.items().size() == 2
                    && pair.items().get(0) instanceof ScriptLiteral.Text who
                    && who.text().indexOf('@', 1) > 0
                    && pair.items().get(1) instanceof ScriptLiteral.Members what) {
                int at = who.text().indexOf('@', 1);
                Optional<SemverRange> range = SemverRange.parse(who.text().substring(at + 1), SemverRange.Mode.ENGINES);
                if (range.isPresent()) {
                    extensions
                            .computeIfAbsent(who.text().substring(0, at), name -> new ArrayList<>())
                            .add(new Extension(
                                    range.get(),
                                    texts(what, "dependencies"),
                                    texts(what, "peerDependencies"),
                                    names(what, "peerDependenciesMeta")));
                    continue;
                }
            }
            skipped++;
        }
        return new PackageExtensions(extensions, skipped);
    }

    private static Map<String, String> texts(ScriptLiteral.Members of, String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (of.members().get(key) instanceof ScriptLiteral.Members members) {
            members.members().forEach((name, value) -> {
                if (value instanceof ScriptLiteral.Text text) {
                    texts.put(name, text.text());
                }
            });
        }
        return texts;
    }

    private static Set<String> names(ScriptLiteral.Members of, String key) {
        return of.members().get(key) instanceof ScriptLiteral.Members members
                ? members.members().keySet()
                : Set.of();
    }

    /** What is added to a version: what its manifest has already, in whatever form, is not. */
    public List<Addition> of(String name, String version, JsonNode manifest) {
        List<Addition> additions = new ArrayList<>();
        Set<String> known =
                new LinkedHashSet<>(NpmJson.texts(manifest, "dependencies").keySet());
        known.addAll(NpmJson.texts(manifest, "optionalDependencies").keySet());
        Set<String> peers = NpmJson.texts(manifest, "peerDependencies").keySet();
        for (Extension extension : ofPackages.getOrDefault(name, List.of())) {
            if (extension.versions().isSatisfiedBy(version)) {
                for (String added : new TreeSet<>(extension.dependencies().keySet())) {
                    if (known.add(added)) {
                        String text = extension.dependencies().getOrDefault(added, "*");
                        additions.add(new Addition(added, text, ALL));
                    }
                }
                for (String added : new TreeSet<>(extension.peers().keySet())) {
                    if (!extension.optional().contains(added) && !peers.contains(added) && known.add(added)) {
                        String text = extension.peers().getOrDefault(added, "*");
                        additions.add(new Addition(added, text, WITH_PEERS));
                    }
                }
            }
        }
        return additions;
    }
}
