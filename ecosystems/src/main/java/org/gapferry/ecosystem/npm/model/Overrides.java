package org.gapferry.ecosystem.npm.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a project's root puts in the place of its packages' dependencies: the {@code overrides} of npm and Bun, the
 * {@code resolutions} of Yarn, the {@code overrides} of pnpm. A closure knows no paths, so a rule that holds only below
 * one package, or for one range, or for one manager, adds what it asks for and keeps what was there: more than one
 * client would take, never less.
 */
public final class Overrides {
    public static final Overrides NONE = new Overrides();

    private final Map<String, Set<String>> specs = new LinkedHashMap<>();
    private final Set<String> replaced = new LinkedHashSet<>();

    private Overrides() {}

    /** @param dependencies of the root, which {@code $name} refers to */
    public static Overrides of(JsonNode manifest, Map<String, String> dependencies) {
        Overrides overrides = new Overrides();
        overrides.read(manifest.path("overrides"), true, dependencies);
        return overrides;
    }

    /**
     * These, and what further managers put in the place of dependencies.
     *
     * @param rules by name, or by a path of names: {@code parent/name}, two stars before a slash and a name, {@code
     *     parent@^1>name@^2}
     */
    public Overrides and(Map<String, String> rules, Map<String, String> dependencies) {
        Overrides all = new Overrides();
        specs.forEach((name, own) -> all.specs.put(name, new LinkedHashSet<>(own)));
        if (rules.isEmpty()) {
            all.replaced.addAll(replaced);
        }
        rules.forEach((key, spec) -> all.add(nameOf(key), spec, false, dependencies));
        return all;
    }

    /** The last name of a path, without a range. */
    public static String nameOf(String key) {
        String last = key.replaceFirst(".*>", "");
        int range = last.indexOf('@', 1);
        while (range > 0 && last.charAt(range - 1) == '/') {
            range = last.indexOf('@', range + 1);
        }
        String path = range < 0 ? last : last.substring(0, range);
        int slash = path.lastIndexOf('/');
        int before = path.lastIndexOf('/', slash - 1);
        boolean scoped = slash > 0 && path.startsWith("@", before + 1);
        return scoped ? path.substring(before + 1) : path.substring(slash + 1);
    }

    private void read(JsonNode rules, boolean everywhere, Map<String, String> dependencies) {
        rules.properties().forEach(rule -> {
            String key = rule.getKey();
            JsonNode value = rule.getValue();
            int at = key.indexOf('@', 1);
            String name = at < 0 ? key : key.substring(0, at);
            if (value.isString() && !key.equals(".")) {
                add(name, value.stringValue(), everywhere && at < 0, dependencies);
            } else if (value.isObject()) {
                String own = NpmJson.text(value, ".");
                if (!own.isEmpty()) {
                    add(name, own, everywhere && at < 0, dependencies);
                }
                read(value, false, dependencies);
            }
        });
    }

    private void add(String name, String text, boolean everywhere, Map<String, String> dependencies) {
        String spec = text.startsWith("$") ? dependencies.getOrDefault(text.substring(1), "") : text;
        if (!spec.isEmpty()) {
            specs.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(spec);
            if (everywhere) {
                replaced.add(name);
            }
        }
    }

    public boolean isEmpty() {
        return specs.isEmpty();
    }

    /** What is asked for in the place of whatever a package asks for. */
    public List<String> of(String name) {
        return new ArrayList<>(specs.getOrDefault(name, Set.of()));
    }

    /** True if what a package asks for does not count at all. */
    public boolean replaces(String name) {
        return replaced.contains(name);
    }
}
