package org.gapferry.cli.command;

import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.manifest.ManifestSchema;
import picocli.CommandLine.Command;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry schema}. */
@Command(
        name = "schema",
        description = "Print the JSON Schema of the manifest, for editors and checks.",
        footer = {
            "",
            "In an editor, as the first line of gapferry.yaml:",
            "  # yaml-language-server: $schema=gapferry.schema.json"
        })
public final class SchemaCommand extends GapferryCommand {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    public SchemaCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        ObjectNode schema = ManifestSchema.frame();
        ObjectNode properties = (ObjectNode) schema.path("properties");
        ObjectNode upstreams = (ObjectNode) properties.path("upstreams").path("properties");
        for (Ecosystem ecosystem : context.ecosystems().all()) {
            properties.set(
                    ecosystem.section(), ecosystem.online().requirements().schema());
            upstreams.putObject(ecosystem.section()).put("$ref", "#/$defs/upstream");
        }
        context.out().println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(schema));
        return 0;
    }
}
