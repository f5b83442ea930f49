package org.gapferry.ecosystem.npm.model;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.gapferry.ecosystem.npm.model.VersionPick.Preference;
import tools.jackson.databind.JsonNode;

/**
 * What a package manager asks a registry for: which dependencies it follows, and what becomes of an install when one of
 * them leads nowhere. Measured with the clients themselves; {@code docs/npm.md} has the table.
 *
 * @param preference which of several versions it takes
 * @param engines what it does with {@code engines}
 * @param libc whether it looks at {@code libc} before it asks for an archive
 * @param foreign a dependency that is not optional and that is for another platform
 * @param optional an optional dependency whose document or version is missing
 * @param belowOptional something that an optional dependency needs in turn
 * @param bundled what is bundled with a package
 * @param peers peer dependencies that are not optional
 * @param nodeGyp {@code node-gyp@latest}, where a script of a package, any script, names it
 * @param lockfiles whose lockfiles it reads
 * @param patchesFsevents whether it asks for the archive of {@code fsevents} on every system
 */
public record ClientRules(
        Preference preference,
        Engines engines,
        boolean libc,
        Foreign foreign,
        Follow optional,
        Follow belowOptional,
        Follow bundled,
        Follow peers,
        Follow nodeGyp,
        Set<NpmProduct> lockfiles,
        boolean patchesFsevents) {
    public ClientRules {
        lockfiles = Set.copyOf(lockfiles);
    }

    /** How a kind of dependency is followed. */
    public enum Follow {
        /** Nothing is asked for. */
        IGNORED,
        /** It is installed if it is there, and left out if not. */
        TOLERATED,
        /** Without it the install fails. */
        REQUIRED
    }

    /** What a client does with {@code engines.node}. */
    public enum Engines {
        /** It takes a version that fits, if there is one. */
        PICKED_BY,
        /** It takes the version that it would take anyway, and fails if that one does not fit. */
        ENFORCED,
        /** It warns at most. */
        IGNORED
    }

    /** What a client does with a package for another platform that something requires. */
    public enum Foreign {
        /** The install fails, unless an optional dependency leads there. */
        REFUSED(false),
        /** It is installed all the same, unless an optional dependency leads there. */
        INSTALLED(false),
        /** It is installed, also where an optional dependency for this platform requires it. */
        INSTALLED_BELOW_OPTIONAL(true),
        /** The rest is installed without it. */
        LEFT_OUT(false);

        private final boolean belowOptional;

        Foreign(boolean belowOptional) {
            this.belowOptional = belowOptional;
        }

        /** Whether what an optional dependency requires counts as required. */
        public boolean belowOptional() {
            return belowOptional;
        }

        public boolean isInstalled() {
            return this == INSTALLED || this == INSTALLED_BELOW_OPTIONAL;
        }
    }

    /**
     * A dependency as one client sees it.
     *
     * @param text the value in the manifest
     * @param optional whether it is declared as optional
     * @param why what it is, to stand behind the coordinates of the package that has it
     */
    public record Dependency(String name, String text, boolean optional, Follow follow, String why) {}

    /** What npm does. */
    static final ClientRules NPM = new ClientRules(
            Preference.NPM,
            Engines.PICKED_BY,
            true,
            Foreign.REFUSED,
            Follow.TOLERATED,
            Follow.TOLERATED,
            Follow.IGNORED,
            Follow.REQUIRED,
            Follow.IGNORED,
            Set.of(NpmProduct.NPM, NpmProduct.NPM_11),
            false);

    /** The same, and no shrinkwrap is read. */
    static final ClientRules NPM_12 = new ClientRules(
            Preference.NPM,
            Engines.PICKED_BY,
            true,
            Foreign.REFUSED,
            Follow.TOLERATED,
            Follow.TOLERATED,
            Follow.IGNORED,
            Follow.REQUIRED,
            Follow.IGNORED,
            Set.of(NpmProduct.NPM),
            false);

    static final ClientRules PNPM = new ClientRules(
            Preference.NPM,
            Engines.IGNORED,
            true,
            Foreign.INSTALLED_BELOW_OPTIONAL,
            Follow.TOLERATED,
            Follow.REQUIRED,
            Follow.IGNORED,
            Follow.REQUIRED,
            Follow.IGNORED,
            Set.of(NpmProduct.PNPM),
            false);

    /** The same, and what an optional dependency needs in turn may be missing, too. */
    static final ClientRules PNPM_12 = new ClientRules(
            Preference.NPM,
            Engines.IGNORED,
            true,
            Foreign.INSTALLED_BELOW_OPTIONAL,
            Follow.TOLERATED,
            Follow.TOLERATED,
            Follow.IGNORED,
            Follow.REQUIRED,
            Follow.IGNORED,
            Set.of(NpmProduct.PNPM),
            false);

    static final ClientRules YARN_1 = new ClientRules(
            new Preference(true, false),
            Engines.ENFORCED,
            false,
            Foreign.REFUSED,
            Follow.REQUIRED,
            Follow.REQUIRED,
            Follow.REQUIRED,
            Follow.IGNORED,
            Follow.IGNORED,
            Set.of(NpmProduct.YARN_1),
            false);

    static final ClientRules YARN_4 = new ClientRules(
            new Preference(false, true),
            Engines.IGNORED,
            true,
            Foreign.INSTALLED,
            Follow.REQUIRED,
            Follow.REQUIRED,
            Follow.REQUIRED,
            Follow.IGNORED,
            Follow.REQUIRED,
            Set.of(NpmProduct.YARN_1, NpmProduct.YARN),
            true);

    static final ClientRules BUN = new ClientRules(
            Preference.NPM,
            Engines.IGNORED,
            true,
            Foreign.LEFT_OUT,
            Follow.TOLERATED,
            Follow.REQUIRED,
            Follow.REQUIRED,
            Follow.REQUIRED,
            Follow.IGNORED,
            Set.of(NpmProduct.BUN),
            false);

    /**
     * What a mirror for all of them carries: whatever one of them asks for. What npm does without is left out where an
     * upstream lacks it, and the install check says which clients do not do without it.
     */
    public static final ClientRules CARRIED = new ClientRules(
            Preference.NPM,
            Engines.PICKED_BY,
            false,
            Foreign.INSTALLED_BELOW_OPTIONAL,
            Follow.TOLERATED,
            Follow.TOLERATED,
            Follow.TOLERATED,
            Follow.REQUIRED,
            Follow.TOLERATED,
            EnumSet.allOf(NpmProduct.class),
            true);

    public static final String NODE_GYP = "node-gyp";
    private static final Pattern NAMES_NODE_GYP = Pattern.compile("\\b(?:node-gyp|prebuild-install)\\b");

    /** The dependencies of a package that the client asks a registry for. */
    public List<Dependency> dependencies(JsonNode manifest) {
        List<Dependency> all = new ArrayList<>();
        Map<String, String> ofOptional = NpmJson.texts(manifest, "optionalDependencies");
        Map<String, String> ofDependencies = NpmJson.texts(manifest, "dependencies");
        Map<String, String> ofPeers = NpmJson.texts(manifest, "peerDependencies");
        Set<String> inside = NpmJson.bundled(manifest);
        ofDependencies.forEach((name, text) -> {
            if (!ofOptional.containsKey(name)) {
                add(all, inside, name, text, false, Follow.REQUIRED, "dependencies");
            }
        });
        ofOptional.forEach((name, text) -> add(all, inside, name, text, true, optional, "optionalDependencies"));
        ofPeers.forEach((name, text) -> {
            boolean isOptional = manifest.path("peerDependenciesMeta")
                    .path(name)
                    .path("optional")
                    .asBoolean(false);
            if (!isOptional && !inside.contains(name)) {
                add(all, Set.of(), name, text, false, peers, "peerDependencies");
            }
        });
        boolean hasNodeGyp = ofDependencies.containsKey(NODE_GYP)
                || ofOptional.containsKey(NODE_GYP)
                || ofPeers.containsKey(NODE_GYP);
        if (!hasNodeGyp && namesNodeGyp(manifest)) {
            add(
                    all,
                    Set.of(),
                    NODE_GYP,
                    "latest",
                    false,
                    nodeGyp,
                    "has a script that names node-gyp or prebuild-install, to which yarn 4 adds");
        } else if (!hasNodeGyp && equals(CARRIED) && manifest.path("gypfile").asBoolean(false)) {
            add(all, Set.of(), NODE_GYP, "latest", false, nodeGyp, "builds natively and needs");
        }
        return all;
    }

    /** What is asked for a package manager that replaces itself, or that corepack unpacks: nothing that is bundled. */
    public ClientRules ofManagers() {
        return new ClientRules(
                preference,
                engines,
                libc,
                foreign,
                optional,
                belowOptional,
                Follow.IGNORED,
                peers,
                Follow.IGNORED,
                lockfiles,
                patchesFsevents);
    }

    /**
     * Whether it reads a lockfile: who reads a shrinkwrap reads nothing else of npm's.
     *
     * @param besides whose other lockfiles lie beside it
     */
    public boolean reads(NpmProduct product, Set<NpmProduct> besides) {
        boolean isHidden = product == NpmProduct.NPM
                && besides.contains(NpmProduct.NPM_11)
                && lockfiles.contains(NpmProduct.NPM_11)
                && !lockfiles.equals(CARRIED.lockfiles);
        return !isHidden && lockfiles.contains(product);
    }

    /**
     * Whether package managers are fetched with it: yarn and bun do not replace themselves by what the registry has.
     */
    public boolean fetchesManagers() {
        return lockfiles.contains(NpmProduct.NPM) || lockfiles.contains(NpmProduct.PNPM);
    }

    /** The same client, if it left out every optional dependency. */
    public ClientRules withoutOptional() {
        return new ClientRules(
                preference,
                engines,
                libc,
                foreign,
                Follow.IGNORED,
                belowOptional,
                bundled,
                peers,
                nodeGyp,
                lockfiles,
                patchesFsevents);
    }

    private void add(
            List<Dependency> all,
            Set<String> inside,
            String name,
            String text,
            boolean isOptional,
            Follow follow,
            String kind) {
        boolean isInside = inside.contains(name);
        Follow how = isInside && follow != Follow.IGNORED ? weaker(follow, bundled) : follow;
        if (how != Follow.IGNORED) {
            all.add(new Dependency(
                    name, text, isOptional, how, (isInside ? "bundled " : "") + kind + " " + name + "@" + text));
        }
    }

    private static Follow weaker(Follow one, Follow other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static boolean namesNodeGyp(JsonNode manifest) {
        return NpmJson.texts(manifest, "scripts").values().stream()
                .anyMatch(script -> NAMES_NODE_GYP.matcher(script).find());
    }
}
