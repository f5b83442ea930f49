package org.gapferry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.disk.LocalDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of the corpus are those that the recipes make. {@code ci/hostile-corpus} runs this test so that it writes
 * them.
 */
class HostileCorpusTest {
    @TempDir
    private Path folder;

    @Test
    void theRecipesMakeTheFilesOfTheCorpusByteForByte() throws IOException {
        Path made = folder.resolve("corpus");
        HostileCorpus.make(made, folder.resolve("work"));
        if (System.getProperty("gapferry.corpus", "").equals("write")) {
            for (String name : content(HostileCorpus.FOLDER).keySet()) {
                new LocalDisk().delete(HostileCorpus.FOLDER.resolve(name));
            }
            HostileCorpus.copy(made, HostileCorpus.FOLDER);
        }
        assertThat(content(HostileCorpus.FOLDER))
                .as("if the format or a recipe was changed: run ci/hostile-corpus and look at what it changes")
                .isEqualTo(content(made));
    }

    @Test
    void everyClassOfRefusalThatNeedsNoStoreIsInTheCorpus() {
        Set<ExitClass> exits =
                HostileCorpus.all().stream().map(HostileCorpus.Attack::exit).collect(Collectors.toSet());
        assertThat(exits)
                .contains(
                        ExitClass.DONE,
                        ExitClass.TRUST,
                        ExitClass.MALFORMED,
                        ExitClass.INTEGRITY,
                        ExitClass.MISSING,
                        ExitClass.UNLISTED,
                        ExitClass.UNSAFE,
                        ExitClass.LIMIT);
    }

    /** Every file but the README, as text in which each byte is one character. */
    private static Map<String, String> content(Path corpus) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(corpus)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = corpus.relativize(file).toString();
                if (!name.equals("README.md")) {
                    content.put(name, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return content;
    }
}
