package org.gapferry.ecosystem.npm.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.manifest.Target;
import tools.jackson.databind.JsonNode;

/**
 * Whether a package is for a target, by its own manifest (npm-install-checks 8: {@code os}, {@code cpu}, {@code libc}).
 */
public final class PlatformFilter {
    public static final Map<String, String> SYSTEMS = Map.of("linux", "linux", "windows", "win32", "macos", "darwin");

    /** Yarn 4's builtin patch of this one asks for its archive on every system. */
    private static final String PATCHED = "fsevents";

    private PlatformFilter() {}

    /** True if the package is for the target, {@code libc} included. */
    public static boolean isFor(JsonNode manifest, Target target) {
        List<String> libc = list(manifest, "libc");
        return isForSystem(manifest, target)
                && (libc.isEmpty() || !target.libc().isEmpty() && allows(libc, target.libc()));
    }

    private static boolean isForSystem(JsonNode manifest, Target target) {
        return allows(list(manifest, "os"), SYSTEMS.getOrDefault(target.os(), target.os()))
                && allows(list(manifest, "cpu"), target.arch());
    }

    /** True if a client that behaves so cannot do without the package's archive on the target. */
    public static boolean isAskedFor(JsonNode manifest, Target target, ClientRules rules) {
        return rules.patchesFsevents() && NpmJson.text(manifest, "name").equals(PATCHED)
                || (rules.libc() ? isFor(manifest, target) : isForSystem(manifest, target));
    }

    /** What a package is for, for messages: {@code os darwin, cpu arm64}. */
    public static String platforms(JsonNode manifest) {
        return Stream.of("os", "cpu", "libc")
                .filter(key -> !list(manifest, key).isEmpty())
                .map(key -> key + " " + String.join(" or ", list(manifest, key)))
                .collect(Collectors.joining(", "));
    }

    private static List<String> list(JsonNode manifest, String key) {
        List<String> values = new ArrayList<>();
        JsonNode node = manifest.path(key);
        if (node.isString()) {
            values.add(node.stringValue());
        } else if (node.isArray()) {
            node.forEach(item -> values.add(item.asString("")));
        }
        return values;
    }

    private static boolean allows(List<String> list, String value) {
        if (list.isEmpty() || list.size() == 1 && list.get(0).equals("any")) {
            return true;
        }
        if (list.contains("!" + value)) {
            return false;
        }
        return list.contains(value) || list.stream().allMatch(entry -> entry.startsWith("!"));
    }
}
