package org.gapferry.ecosystem.pulumi.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.ecosystem.request.DerivedRequirement;
import tools.jackson.databind.JsonNode;

/**
 * A named list of requirements of all ecosystems, as data.
 *
 * @param about for people: what it is for
 */
public record Preset(String name, String about, List<DerivedRequirement> requirements) {
    /** Those that there are. */
    public static final List<String> NAMES = List.of("pulumi-cloud-self-hosted", "buildkite-agent");

    public Preset {
        requirements = List.copyOf(requirements);
    }

    /** @throws IllegalArgumentException if there is none of that name */
    public static Preset named(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "`" + name + "` is not a preset; use one of " + String.join(", ", NAMES));
        }
        try (InputStream in = Preset.class.getResourceAsStream("presets/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the preset " + name + " is missing");
            }
            JsonNode root = PulumiJson.MAPPER.readTree(in);
            List<DerivedRequirement> requirements = new ArrayList<>();
            root.path("requirements").properties().forEach(section -> section.getValue()
                    .forEach(requirement -> requirements.add(new DerivedRequirement(
                            section.getKey(),
                            PulumiJson.text(requirement, "requirement"),
                            "preset " + name + ": " + PulumiJson.text(requirement, "why")))));
            return new Preset(name, PulumiJson.text(root, "about"), requirements);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
