package org.gapferry.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Schemas of manifests (JSON Schema 2020-12), which are files beside the classes that read what they describe. */
public final class ManifestSchema {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ManifestSchema() {}

    /** The frame, in which ecosystems have no sections yet. */
    public static ObjectNode frame() {
        return read(ManifestSchema.class, "manifest.schema.json");
    }

    /** A schema that lies beside a class. */
    public static ObjectNode read(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in != null && MAPPER.readTree(in) instanceof ObjectNode schema) {
                return schema;
            }
            throw new IllegalStateException(name + " is missing beside " + beside.getName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
