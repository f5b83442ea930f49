package org.gapferry.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.bundle.ProblemException;
import org.gapferry.testkit.Fuzz;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/** Documents of three formats: values, places, and whose problem it is. */
class DocumentReaderTest {
    /** Any code will do: it is the owner's. */
    private static final ProblemCode OWNERS = BundleProblem.MALFORMED_STATEMENT;

    private static final DocumentReader READER = DocumentReader.of("d", OWNERS);

    /** All values with their places, one after another: {@code {1:1 a: 1:4 STRING x}}. */
    private static String shown(Node node) {
        String place = node.place().line() + ":" + node.place().column() + " ";
        if (node instanceof Node.Mapping mapping) {
            StringBuilder text = new StringBuilder(place + "{");
            mapping.entries().forEach(entry -> text.append(entry.key().place().line())
                    .append(':')
                    .append(entry.key().place().column())
                    .append(' ')
                    .append(entry.key().value())
                    .append(": ")
                    .append(shown(entry.value()))
                    .append("; "));
            return text.append('}').toString();
        } else if (node instanceof Node.Items items) {
            StringBuilder text = new StringBuilder(place + "[");
            items.items().forEach(item -> text.append(shown(item)).append(", "));
            return text.append(']').toString();
        }
        return place + ((Node.Text) node).scalar() + " " + ((Node.Text) node).value();
    }

    private static void malformed(Function<String, Node> format, String text, String message) {
        assertThatThrownBy(() -> format.apply(text))
                .as(text)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.first().code()).isEqualTo(OWNERS))
                .hasMessageContaining(message);
    }

    private static void yamlRefused(String text, String message) {
        malformed(READER::yaml, text, message);
    }

    private static void jsonRefused(String text, String message) {
        malformed(READER::json, text, message);
    }

    private static void tomlRefused(String text, String message) {
        malformed(READER::toml, text, message);
    }

    @Test
    void everyValueOfYamlKnowsItsPlaceAndKind() {
        assertThat(shown(READER.yaml("a: x\nb:\n  - 1.10\n  - \"2\"\n  - true\n  - null\n")))
                .isEqualTo("1:1 {1:1 a: 1:4 STRING x; 2:1 b: 3:3 [3:5 NUMBER 1.10, 4:5 STRING 2, 5:5 BOOLEAN true,"
                        + " 6:5 NULL , ]; }");
        assertThat(shown(READER.yaml(""))).isEqualTo("1:1 {}");
        assertThat(READER.yaml("a: {b: c}").member("a").orElseThrow().text("b")).isEqualTo("c");
        assertThat(READER.yaml("a: [b]").text("a")).isEmpty();
        assertThat(READER.yaml("[a]").member("a")).isEmpty();
    }

    @Test
    void faultsOfYamlAreTheOwnersAndHaveAPlace() {
        yamlRefused("a: [", "d:1:");
        yamlRefused("a:\n\tb: c", "not YAML");
        yamlRefused("a: b\n---\nc: d\n", "more than one document");
        yamlRefused("a: 1\nb: 2\na: 3\n", "d:3:1: duplicate key `a`");
        yamlRefused("%YAML 9.9\n---\na", "not YAML");
        yamlRefused("a: \"" + " \ud83d\ude00".repeat(600) + "\": :", "not YAML");
        yamlRefused("a: &x [*x]", "no anchor before it");
        yamlRefused("a: &x b\n*x : c", "Expected a property name");
    }

    @Test
    void anAliasIsWhatItsAnchorNamesWithinLimits() {
        assertThat(shown(READER.yaml("a: &x {b: c}\nd: *x\n")))
                .isEqualTo("1:1 {1:1 a: 1:4 {1:8 b: 1:11 STRING c; }; 2:1 d: 1:4 {1:8 b: 1:11 STRING c; }; }");
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        StringBuilder deep = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 120; i++) {
            if (i < 9) {
                bomb.append("a").append(i).append(": &a").append(i).append(" [");
                for (int k = 0; k < 10; k++) {
                    bomb.append(k == 0 ? "*a" : ", *a").append(i - 1);
                }
                bomb.append("]\n");
            }
            deep.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [*a")
                    .append(i - 1)
                    .append("]\n");
        }
        yamlRefused(bomb.toString(), "the limit of 1000000 values");
        yamlRefused(deep.toString(), "the limit of 100 levels");
    }

    @Test
    void everyValueOfJsonKnowsItsPlaceAndKind() {
        assertThat(shown(READER.json("{\"a\": [1.50, true,\n null], \"b\": \"x\"}")))
                .isEqualTo(
                        "1:1 {1:2 a: 1:7 [1:8 NUMBER 1.50, 1:14 BOOLEAN true, 2:2 NULL , ]; 2:9 b: 2:14 STRING x; }");
        assertThat(shown(READER.json("\ufeff1"))).isEqualTo("1:1 NUMBER 1");
    }

    @Test
    void faultsOfJsonAreTheOwnersAndHaveAPlace() {
        jsonRefused("", "not JSON: the document is empty");
        jsonRefused("{\"a\": 1,\n \"a\": 2}", "d:2:2: duplicate key `a`");
        jsonRefused("{a: 1}", "d:1:2");
        jsonRefused("{} {}", "d:1:4: more than one document");
        jsonRefused("[1,]", "not JSON");
        jsonRefused("{'a': 1}", "not JSON");
        jsonRefused("[NaN]", "not JSON");
        jsonRefused("// c\n1", "not JSON");
    }

    @Test
    void everyValueOfTomlKnowsItsPlaceAndKind() {
        assertThat(
                        shown(
                                READER.toml(
                                        """
                        name = "x" # comment
                        [tool.a]
                        deps = [
                          "b>=1",
                          'c\\d',
                        ]
                        at = 1979-05-27 07:32:00Z
                        in.line = {k = 1_000, "l m" = false}
                        [[list]]
                        [[list]]
                        v = 1.5e3
                        """)))
                .isEqualTo("1:1 {1:1 name: 1:8 STRING x; 2:2 tool: 2:2 {2:7 a: 2:1 {3:1 deps: 3:8 [4:3 STRING b>=1,"
                        + " 5:3 STRING c\\d, ]; 7:1 at: 7:6 TIME 1979-05-27 07:32:00Z; 8:1 in: 8:1 {8:4 line: 8:11 {8:12"
                        + " k: 8:16 NUMBER 1_000; 8:23 l m: 8:31 BOOLEAN false; }; }; }; }; 9:3 list: 9:1 [9:1 {}, 10:1"
                        + " {11:1 v: 11:5 NUMBER 1.5e3; }, ]; }");
        assertThat(shown(READER.toml("a = \"\"\"\r\none \\\n   two\n\"three\"\"\"\"\nb = '''x''y'''")))
                .isEqualTo("1:1 {1:1 a: 1:5 STRING one two\n\"three\"; 5:1 b: 5:5 STRING x''y; }");
        assertThat(READER.toml("a = \"\\u00e9\\U0001F600\\t\\\\\"").text("a")).isEqualTo("é😀\t\\");
    }

    @Test
    void faultsOfTomlAreTheOwnersAndHaveAPlace() {
        tomlRefused("a = 1\na = 2", "d:2:1: not TOML: duplicate key `a`");
        tomlRefused("a = ", "d:1:5: not TOML: a value is missing");
        tomlRefused("[a]\n[a]", "d:2:2: not TOML: duplicate key `a`");
        tomlRefused("a.b = 1\n[a]", "duplicate key");
        tomlRefused("[a.b.c]\n[a]\nb.x = 1", "duplicate key");
        tomlRefused("a = {}\na.b = 1", "duplicate key");
        tomlRefused("a = [{}]\n[[a]]", "duplicate key");
        tomlRefused("a = 'x\n'", "does not end on its line");
        tomlRefused("a = \"x", "does not end");
        tomlRefused("a = \"\\x\"", "an escape");
        tomlRefused("a = \"\\ud800\"", "not a character");
        tomlRefused("a = 1 b = 2", "something after the value");
        for (String value : new String[] {
            "01",
            "1__0",
            "_1",
            "1.",
            ".5",
            "0x",
            "1e",
            "True",
            "1979-13-01",
            "1979-05-27T",
            "25:00:00",
            "07:32",
            "07:32:00Z",
            "a"
        }) {
            tomlRefused("a = " + value, "is not a value");
        }
    }

    @Test
    void eachFormatHasTheSameLimits() {
        String open = "[".repeat(101);
        String close = "]".repeat(101);
        yamlRefused(open + close, "limit of 100 levels");
        jsonRefused(open + close, "limit of 100 levels");
        tomlRefused("a = " + open + close, "limit of 100 levels");
        tomlRefused("[" + "a.".repeat(100) + "a]", "limit of 100 levels");
        tomlRefused("[" + "a.".repeat(60) + "a]\nb = " + "[".repeat(60) + "]".repeat(60), "limit of 100 levels");
        tomlRefused("a.".repeat(100_000) + "a = 1", "limit of 100 levels");
        String values = "1,".repeat(1_000_000) + "1";
        jsonRefused("[" + values + "]", "limit of 1000000 values");
        tomlRefused("a = [" + values + "]", "limit of 1000000 values");
        DocumentReader small = DocumentReader.of("d", OWNERS).withSize(10);
        malformed(small::yaml, "a".repeat(11), "the limit of 10 characters");
        malformed(small::json, "1".repeat(11), "the limit of 10 characters");
        malformed(small::toml, "#".repeat(11), "the limit of 10 characters");
        assertThatThrownBy(() -> READER.json(new byte[] {'"', (byte) 0xc3, '"'}))
                .hasMessage("d: the document is not UTF-8");
    }

    @Test
    void repeatedKeysMayBeOneProblemAmongOthers() {
        Problems problems = new Problems();
        Node node = DocumentReader.of("d", OWNERS)
                .withDuplicates(BundleProblem.MALFORMED_PACKING, problems)
                .yaml("a: 1\na: 2\nb: 3\nb: 4");
        assertThat(node.text("a")).isEqualTo("1");
        assertThatThrownBy(problems::throwIfAny)
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.problems()).hasSize(2));
    }

    @Test
    void brokenDocumentsOfAnyKindAreTheOwners() {
        Fuzz.of("YAML")
                .examples(
                        "a: x\nb:\n  - 1\n  - 'c d'\n  - {e: [f]}\n",
                        "a: &x {b: c}\nd: *x\n",
                        "a: |\n  text\n  more\nb: >-\n  folded\n? k\n: v\n")
                .words(
                        ": ",
                        "- ",
                        "\n  ",
                        "{",
                        "[",
                        "&x ",
                        "*x",
                        "!!binary ",
                        "? ",
                        "---\n",
                        "%TAG ! x\n",
                        "|\n",
                        "<<: ",
                        "#")
                .runText(READER::yaml);
        Fuzz.of("JSON")
                .examples("{\"a\": [1, -2.5e3, true, false, null, \"\\u00e9\\n\"], \"b\": {}}")
                .words("[", "{", "}", "]", ",", ":", "\"a\":", "\\u", "e", "-")
                .runText(READER::json);
        Fuzz.of("TOML")
                .examples(
                        "a = \"x\"\n[b.c]\nd = [1, 2.5, 'e', true]\n[[f]]\ng = {h = 1979-05-27T07:32:00Z}\n",
                        "a.b = \"\"\"\nx\n\"\"\"\nc = '''y'''\n")
                .words("[", "[[", "]]", "{", "\"\"\"", "'''", "=", ".", ",", "\n", "#", "\\", "0x", "_", "1979-05-27 ")
                .runText(READER::toml);
    }

    /** Whatever is taken, Jackson's reader takes too, and reads the same out of it. */
    @Test
    void tomlMeansWhatAnotherReaderTakesItFor() {
        TomlMapper other = TomlMapper.builder().build();
        int[] same = new int[1];
        Fuzz.of("TOML, compared")
                .examples(
                        "a = \"x\"\n[b.c]\nd = [1, 25, 'e', true]\n[[f]]\ng = {h = \"i\", j.k = []}\n[[f]]\nl.m = 1\nl.n = 2\n",
                        "\"a b\".c = \"\"\"\nx \\\n  y\"\"\"\nd = '''y'''\n[x.y]\n[x]\nz = 1\n")
                .words(
                        "[", "[[", "]]", "{", "}", "\"", "'", "=", ".", ",", "\n", "#", "a", "b = 1\n", "[a]\n",
                        "[b.c]\n")
                .runText(text -> {
                    Node node = READER.toml(text);
                    JsonNode expected;
                    try {
                        expected = other.readTree(text.replaceFirst("^\ufeff", ""));
                    } catch (JacksonException e) {
                        throw new AssertionError("another reader refuses it: " + e.getOriginalMessage(), e);
                    }
                    assertThat(plain(node)).isEqualTo(plain(expected));
                    same[0]++;
                });
        assertThat(same[0]).as("documents that both take").isGreaterThan(2);
    }

    private static String plain(Node node) {
        StringBuilder text = new StringBuilder();
        if (node instanceof Node.Mapping mapping) {
            text.append('{');
            mapping.entries().stream()
                    .sorted((a, b) -> a.key().value().compareTo(b.key().value()))
                    .forEach(entry -> text.append(entry.key().value())
                            .append('=')
                            .append(plain(entry.value()))
                            .append(';'));
            return text.append('}').toString();
        } else if (node instanceof Node.Items items) {
            items.items().forEach(item -> text.append(plain(item)).append(','));
            return "[" + text + "]";
        }
        Node.Text scalar = (Node.Text) node;
        return scalar.scalar() == Node.Scalar.STRING ? scalar.value() : "";
    }

    private static String plain(JsonNode node) {
        StringBuilder text = new StringBuilder();
        if (node.isObject()) {
            text.append('{');
            node.properties().stream()
                    .sorted((a, b) -> a.getKey().compareTo(b.getKey()))
                    .forEach(entry -> text.append(entry.getKey())
                            .append('=')
                            .append(plain(entry.getValue()))
                            .append(';'));
            return text.append('}').toString();
        } else if (node.isArray()) {
            node.forEach(item -> text.append(plain(item)).append(','));
            return "[" + text + "]";
        }
        return node.isString() ? node.stringValue().replace("\r\n", "\n") : "";
    }
}
