package org.gapferry.ecosystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What one ecosystem knows stands in its package alone, and not even as a text in another's. */
class EcosystemKnowledgeTest {
    private static final Path SOURCES = Path.of("src/main/java/org/gapferry/ecosystem");
    /** The word that install scripts of SDKs call their own file by, which is data about packages of npm. */
    private static final String SCRIPT_DATA = "pulumi-plugin\"";

    private static List<String> linesOf(Path folder, Pattern pattern) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> pattern.matcher(line).find() && !line.contains(SCRIPT_DATA))
                        .map(line -> file.getFileName() + ": " + line.strip())
                        .forEach(found::add);
            }
        }
        return found;
    }

    @Test
    void npmKnowsNothingOfPulumi() throws IOException {
        Pattern pulumi = Pattern.compile("pulumi", Pattern.CASE_INSENSITIVE);
        assertThat(linesOf(SOURCES.resolve("npm"), pulumi)).isEmpty();
        assertThat(linesOf(SOURCES.resolve("pulumi"), pulumi))
                .as("the search finds something")
                .isNotEmpty();
    }

    @Test
    void pulumiKnowsNoOtherEcosystemsProjectFiles() throws IOException {
        Pattern files = Pattern.compile(
                "requirements\\.txt|pyproject\\.toml|Pipfile|go\\.mod|pom\\.xml|build\\.gradle|package-lock");
        assertThat(linesOf(SOURCES.resolve("pulumi"), files)).isEmpty();
        assertThat(linesOf(SOURCES.resolve("npm"), files))
                .as("the search finds something")
                .isNotEmpty();
    }

    @Test
    void theFacetsNameNoEcosystem() throws IOException {
        Pattern names = Pattern.compile("\"(npm|pulumi|pypi|go|nuget|maven)\"");
        for (String facets : List.of("request", "resolve", "serve", "client")) {
            assertThat(linesOf(SOURCES.resolve(facets), names)).as(facets).isEmpty();
        }
        assertThat(linesOf(SOURCES.resolve("pulumi"), names))
                .as("the search finds something")
                .isNotEmpty();
    }
}
