package org.gapferry.ecosystem.npm.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads npm's documents, which are dirty: a field of another type than expected counts as absent. */
public final class NpmJson {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxStringLength(8 << 20)
                    .build())
            .build();
    public static final JsonMapper MAPPER = JsonMapper.builder(FACTORY).build();

    private NpmJson() {}

    /** @throws JacksonException if it is not JSON */
    public static JsonNode read(byte[] bytes) {
        return MAPPER.readTree(bytes);
    }

    /** A string, or empty. */
    public static String text(@Nullable JsonNode object, String key) {
        JsonNode value = object == null ? null : object.get(key);
        return value != null && value.isString() ? value.stringValue() : "";
    }

    /** The licence that a manifest declares, in each of the forms that there were; empty for none. */
    public static String license(JsonNode manifest) {
        JsonNode value = manifest.path("license");
        if (value.isObject()) {
            return text(value, "type");
        } else if (value.isString()) {
            return value.stringValue();
        }
        List<String> several = new ArrayList<>();
        manifest.path("licenses").forEach(one -> several.add(one.isString() ? one.stringValue() : text(one, "type")));
        several.removeIf(String::isEmpty);
        return several.size() > 1 ? "(" + String.join(" OR ", several) + ")" : String.join("", several);
    }

    /** True if npm runs a script when it installs the package. */
    public static boolean hasInstallScript(JsonNode manifest) {
        return texts(manifest, "scripts").keySet().stream().anyMatch(NpmPointers.INSTALL_SCRIPTS::contains)
                || manifest.path("gypfile").asBoolean(false)
                || manifest.path("hasInstallScript").asBoolean(false);
    }

    /** The names of what lies inside a package. */
    public static Set<String> bundled(JsonNode manifest) {
        Set<String> names = new HashSet<>();
        for (String key : List.of("bundleDependencies", "bundledDependencies")) {
            JsonNode value = manifest.path(key);
            if (value.isArray()) {
                value.forEach(name -> names.add(name.asString("")));
            } else if (value.asBoolean(false)) {
                names.addAll(texts(manifest, "dependencies").keySet());
            }
        }
        return names;
    }

    /** The members of an object whose values are strings; empty if it is none. */
    public static Map<String, String> texts(@Nullable JsonNode object, String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        JsonNode value = object == null ? null : object.get(key);
        if (value != null && value.isObject()) {
            value.properties().forEach(property -> {
                if (property.getValue().isString()) {
                    texts.put(property.getKey(), property.getValue().stringValue());
                }
            });
        }
        return texts;
    }
}
