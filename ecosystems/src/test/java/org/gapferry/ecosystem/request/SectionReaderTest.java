package org.gapferry.ecosystem.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.document.DocumentReader;
import org.gapferry.document.Node;
import org.gapferry.document.Problems;
import org.gapferry.manifest.ManifestProblem;
import org.junit.jupiter.api.Test;

/** Sections of a manifest: what is read, and everything that is wrong with one, at once. */
class SectionReaderTest {
    private record Read(String text, String origin) implements Requirement {
        @Override
        public List<String> fields() {
            return List.of(text);
        }
    }

    private static final SectionReader SECTION = SectionReader.of("things", "write: - name")
            .withText(SectionReaderTest::read)
            .with("thing", SectionReaderTest::read, "colour", "size")
            .with("other", SectionReaderTest::read)
            .withProject("project", item -> List.of(new Read(item.path().toString(), item.origin())));

    private static Requirement read(SectionReader.Item item) {
        if (item.value().value().equals("bad")) {
            throw new IllegalArgumentException("`bad` is not a name");
        }
        return new Read(
                item.text() + item.option("colour").map(Node.Text::value).orElse(""), item.origin());
    }

    private static List<String> read(SectionReader reader, String yaml, List<String> wrong) {
        Problems problems = new Problems();
        List<Requirement> requirements =
                reader.read(DocumentReader.of("m", ManifestProblem.NOT_YAML).yaml(yaml), Path.of("/folder"), problems);
        try {
            problems.throwIfAny();
        } catch (ProblemException e) {
            e.problems().stream().map(SectionReaderTest::shown).forEach(wrong::add);
        }
        return requirements.stream()
                .map(requirement -> requirement.origin() + " " + requirement.text())
                .toList();
    }

    private static String shown(Problem problem) {
        return problem.code().id().replaceFirst("manifest/", "") + " " + problem.sentence();
    }

    private static List<String> wrong(SectionReader reader, String yaml) {
        List<String> wrong = new ArrayList<>();
        read(reader, yaml, wrong);
        return wrong;
    }

    @Test
    void textsAndMappingsAreReadWithTheirOptionsAndPlaces() {
        List<String> wrong = new ArrayList<>();
        assertThat(read(
                        SECTION,
                        "- a\n- thing: b\n- {colour: red, thing: c, size: 3}\n- project: ../x\n- other: d\n",
                        wrong))
                .containsExactly("m:1:3 a", "m:2:10 thing: b", "m:3:24 thing: cred", "m:4:12 /x", "m:5:10 other: d");
        assertThat(wrong).isEmpty();
    }

    @Test
    void everythingThatIsWrongIsToldAndTheRestIsRead() {
        List<String> wrong = new ArrayList<>();
        assertThat(read(
                        SECTION,
                        """
                        - bad
                        - [a]
                        - {thing: bad}
                        - {thing: [a]}
                        - {thing: a, other: b}
                        - {colour: red}
                        - {other: a, colour: red}
                        - {thng: a}
                        - {project: "a\\0b"}
                        - good
                        """,
                        wrong))
                .containsExactly("m:10:3 good");
        assertThat(wrong)
                .containsExactly(
                        "wrong-value m:1:3: `bad` is not a name",
                        "wrong-type m:2:3: expected a string or a mapping for a requirement, but found a list",
                        "wrong-value m:3:11: `bad` is not a name",
                        "wrong-type m:4:11: expected a string for `thing`, but found a list",
                        "wrong-value m:5:3: `thing`, `other` cannot be in the same requirement",
                        "missing-key m:6:3: missing key of a requirement, one of `thing`, `other`, `project`",
                        "wrong-value m:7:22: `colour` is only valid with `thing`",
                        "unknown-key m:8:4: unknown key of a requirement `thng`",
                        "project-unreadable m:9:13: Nul character not allowed: a\\u{0}b");
    }

    @Test
    void aSectionIsAListAndSeldomEmpty() {
        assertThat(wrong(SECTION, "a: b"))
                .containsExactly("wrong-type m:1:1: expected a list for `things`, but found a mapping");
        assertThat(wrong(SECTION, "[]")).containsExactly("no-requirement m:1:1: the list `things` is empty");
        assertThat(wrong(SECTION.mayBeEmpty(), "[]")).isEmpty();
        assertThat(wrong(SectionReader.of("x", "").with("a", item -> new Read("", "")), "[b]"))
                .containsExactly("wrong-type m:1:2: expected a mapping for a requirement, but found a string");
    }
}
