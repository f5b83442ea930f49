package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Nothing that reaches a client changes without a line in the reports of export, sign, verify and import. */
class ExplainedChangesTest {
    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();
    private Program program;
    private Path store;

    @BeforeEach
    void publish() {
        registry.version("a", "1.0.0").publish();
        registry.version("b", "1.0.0").publish();
        program = new Program(folder);
        store = program.store(program.setUp());
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private Program.Ended export() {
        program.manifest("version: 1\nname: test\nnpm: [a, b]\nupstreams: {npm: \"" + registry.url() + "\"}\n");
        return program.export();
    }

    @Test
    void anUpstreamThatAddsADependencyToAPublishedVersionIsToldEverywhere() {
        Program.Ended first = export();
        assertThat(program.run("import", first.lastLine(), "--store", store).exit())
                .isZero();
        ObjectNode manifest = (ObjectNode) registry.document("a").at("/versions/1.0.0");
        manifest.putObject("dependencies").put("b", "^1.0.0");
        manifest.putObject("scripts").put("postinstall", "node steal.js");
        manifest.put("deprecated", "moved | elsewhere");
        Program.Ended second = export();
        assertThat(second.exit()).as(second.err()).isZero();
        assertThat(second.err())
                .contains("0 new packages, 0 further versions, 0 removed, 0 tags moved, 1 document changed");
        String[] words = {
            "| document changed | `pkg:npm/a@1.0.0#manifest` |",
            "dependency added: b \\`^1.0.0\\`",
            "script added: postinstall \\`node steal.js\\`",
            "\\`deprecated\\` added: \\`moved \\| elsewhere\\`"
        };
        assertThat(folder.resolve("st/changes/1.2.md")).content().contains(words);
        assertThat(folder.resolve("st/changes/1.2.json"))
                .content()
                .contains("\"change\":\"document-changed\"")
                .contains("dependency added: b `^1.0.0`");

        Program.Ended verified = program.run("verify", second.lastLine(), "--store", store);
        assertThat(verified.err()).contains("1 document changed");
        Program.Ended signed =
                program.run("sign", second.lastLine(), "--key", folder.resolve("k/exp.key"), "--store", store);
        assertThat(signed.out()).as(signed.err()).contains(words);
        Program.Ended since = program.run(
                "sign", second.lastLine(), "--key", folder.resolve("k/exp.key"), "--since", first.lastLine());
        assertThat(since.out()).as(since.err()).contains(words);

        Program.Ended imported = program.run("import", second.lastLine(), "--store", store);
        assertThat(imported.err()).as(imported.err()).contains("1 document changed");
        assertThat(store.resolve("generations/3/changes.md")).content().contains(words);
    }
}
