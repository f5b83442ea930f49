package org.gapferry.ecosystem.npm.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The {@code overrides} of a root package.json. A closure knows no paths, so a rule that holds below one package alone,
 * or for one range alone, adds what it asks for and leaves what stands there: more than npm would take, never less.
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
