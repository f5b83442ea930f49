package org.gapferry.ecosystem.npm.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gapferry.manifest.Target;
import tools.jackson.databind.JsonNode;

/** Whether a package is for a target, by its own manifest (npm-install-checks 8: {@code os}, {@code cpu}, {@code libc}). */
public final class PlatformFilter {
    public static final Map<String, String> SYSTEMS = Map.of("linux", "linux", "windows", "win32", "macos", "darwin");

    /** Yarn's builtin patch of this one asks for its tarball on every system. */
    private static final String WANTED_EVERYWHERE = "fsevents";

    private PlatformFilter() {}

    public static boolean isForAny(JsonNode manifest, List<Target> targets) {
        return NpmJson.text(manifest, "name").equals(WANTED_EVERYWHERE)
                || targets.stream().anyMatch(target -> isFor(manifest, target));
    }

    private static boolean isFor(JsonNode manifest, Target target) {
        List<String> libc = list(manifest, "libc");
        return allows(list(manifest, "os"), SYSTEMS.getOrDefault(target.os(), target.os()))
                && allows(list(manifest, "cpu"), target.arch())
                && (libc.isEmpty() || !target.libc().isEmpty() && allows(libc, target.libc()));
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
