package org.gapferry.ecosystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an ecosystem's own tools answered, recorded in a file of {@code src/test/resources/oracles}. */
public final class Oracle {
    private final JsonNode topics;

    private Oracle(JsonNode topics) {
        this.topics = topics;
    }

    /** Reads a file of the folder; a test that cannot read it fails. */
    public static Oracle of(String file) {
        try (InputStream in = Oracle.class.getResourceAsStream("/oracles/" + file)) {
            if (in == null) {
                throw new IllegalStateException("src/test/resources/oracles has no " + file);
            }
            return new Oracle(JsonMapper.builder().build().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cases of a topic, each named by one of its members, or by itself where it is a text. */
    public Stream<Arguments> cases(String topic, String name) {
        List<Arguments> cases = new ArrayList<>();
        for (JsonNode node : topic(topic)) {
            JsonNode named = node.isObject() ? node.path(name) : node;
            cases.add(Arguments.of(Named.of("`" + named.asString("") + "`", node)));
        }
        assertThat(cases).as(topic).isNotEmpty();
        return cases.stream();
    }

    /** A topic as it was recorded. */
    public JsonNode topic(String topic) {
        return topics.required(topic);
    }

    /** Asserts that the file has these topics and no other, so that none is forgotten. */
    public void hasNoTopicsBut(String... tested) {
        Set<String> recorded = new TreeSet<>(topics.propertyNames());
        recorded.remove("source");
        assertThat(recorded).containsExactlyElementsOf(new TreeSet<>(Arrays.asList(tested)));
    }
}
