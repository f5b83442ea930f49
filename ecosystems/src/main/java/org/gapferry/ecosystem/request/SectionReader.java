package org.gapferry.ecosystem.request;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.document.Node;
import org.gapferry.document.Problems;
import org.gapferry.manifest.ManifestProblem;

/**
 * Reads the section of one ecosystem: a list of requirements, each a text, or a mapping with one of the ecosystem's
 * keys and the options of that key. Everything that is wrong is told, each with its place.
 */
public final class SectionReader {
    private final String section;
    private final String example;
    private final boolean mayBeEmpty;
    private final Map<String, Form> forms;

    /**
     * What reads a requirement, its options, and what it is called if it cannot be read. The key of a text is empty.
     */
    private record Form(Readings reading, List<String> options, ManifestProblem problem) {}

    private SectionReader(String section, String example, boolean mayBeEmpty, Map<String, Form> forms) {
        this.section = section;
        this.example = example;
        this.mayBeEmpty = mayBeEmpty;
        this.forms = forms;
    }

    /** Makes a requirement of an item of the list. */
    @FunctionalInterface
    public interface Reading {
        /** @throws IllegalArgumentException whose message says why it is not one */
        Requirement read(Item item);
    }

    /** Makes several requirements of an item, such as a project and its lockfile. */
    @FunctionalInterface
    public interface Readings {
        /** @throws IllegalArgumentException whose message says why there are none */
        List<? extends Requirement> read(Item item);
    }

    /**
     * An item of the list.
     *
     * @param key empty for a text
     * @param options those that were given
     * @param folder of the manifest, where relative paths begin
     * @param problems for what is wrong beside
     */
    public record Item(String key, Node.Text value, Map<String, Node.Text> options, Path folder, Problems problems) {
        /** As its user wrote it: {@code KEY: VALUE}. */
        public String text() {
            return key.isEmpty() ? value.value() : key + ": " + value.value();
        }

        /** Where it stands. */
        public String origin() {
            return value.place().toString();
        }

        public Optional<Node.Text> option(String name) {
            return Optional.ofNullable(options.get(name));
        }

        /** The value as a path. */
        public Path path() {
            return folder.resolve(value.value()).normalize();
        }
    }

    /** @param example a hint, such as {@code write: - "express@^4"} */
    public static SectionReader of(String section, String example) {
        return new SectionReader(section, example, false, Map.of());
    }

    /** An empty list asks for something too. */
    public SectionReader mayBeEmpty() {
        return new SectionReader(section, example, true, forms);
    }

    /** An item may be a text. */
    public SectionReader withText(Reading reading) {
        return with("", new Form(item -> List.of(reading.read(item)), List.of(), ManifestProblem.WRONG_VALUE));
    }

    /** An item may be a mapping with this key, and with these options. */
    public SectionReader with(String key, Reading reading, String... options) {
        return with(key, new Form(item -> List.of(reading.read(item)), List.of(options), ManifestProblem.WRONG_VALUE));
    }

    /** An item may be a mapping with this key, whose value is the path of a project. */
    public SectionReader withProject(String key, Readings readings) {
        return with(key, new Form(readings, List.of(), ManifestProblem.PROJECT_UNREADABLE));
    }

    private SectionReader with(String key, Form form) {
        Map<String, Form> all = new LinkedHashMap<>(forms);
        all.put(key, form);
        return new SectionReader(section, example, mayBeEmpty, all);
    }

    /** The requirements that are good. */
    public List<Requirement> read(Node node, Path folder, Problems problems) {
        List<Requirement> requirements = new ArrayList<>();
        if (!(node instanceof Node.Items items)) {
            problems.add(
                    ManifestProblem.WRONG_TYPE,
                    node.place(),
                    "expected a list for `" + section + "`, but found " + node.kind(),
                    example);
            return requirements;
        }
        if (items.items().isEmpty() && !mayBeEmpty) {
            problems.add(ManifestProblem.NO_REQUIREMENT, node.place(), "the list `" + section + "` is empty", example);
        }
        for (Node item : items.items()) {
            Form text = forms.get("");
            if (item instanceof Node.Text value && text != null) {
                read(text, new Item("", value, Map.of(), folder, problems)).forEach(requirements::add);
            } else if (item instanceof Node.Mapping mapping) {
                mapped(mapping, folder, problems).forEach(requirements::add);
            } else {
                problems.add(
                        ManifestProblem.WRONG_TYPE,
                        item.place(),
                        "expected " + (text == null ? "" : "a string or ") + "a mapping for a requirement, but found "
                                + item.kind(),
                        example);
            }
        }
        return requirements;
    }

    private List<? extends Requirement> mapped(Node.Mapping mapping, Path folder, Problems problems) {
        Map<String, Node.Text> keys = new LinkedHashMap<>();
        Map<String, Node.Text> options = new LinkedHashMap<>();
        boolean good = true;
        for (Node.Entry entry : mapping.entries()) {
            String key = entry.key().value();
            boolean leads = !key.isEmpty() && forms.containsKey(key);
            if (!leads && !options().contains(key)) {
                problems.unknown(ManifestProblem.UNKNOWN_KEY, entry.key(), "unknown key of a requirement", known());
                good = false;
            } else if (entry.value() instanceof Node.Text value) {
                (leads ? keys : options).put(key, value);
            } else {
                problems.add(
                        ManifestProblem.WRONG_TYPE,
                        entry.value().place(),
                        "expected a string for `" + key + "`, but found "
                                + entry.value().kind(),
                        example);
                good = false;
            }
        }
        return good ? chosen(mapping, keys, options, folder, problems) : List.of();
    }

    private List<? extends Requirement> chosen(
            Node.Mapping mapping,
            Map<String, Node.Text> keys,
            Map<String, Node.Text> options,
            Path folder,
            Problems problems) {
        if (keys.size() != 1) {
            problems.add(
                    keys.isEmpty() ? ManifestProblem.MISSING_KEY : ManifestProblem.WRONG_VALUE,
                    mapping.place(),
                    keys.isEmpty()
                            ? "missing key of a requirement, one of " + quoted(leading())
                            : quoted(keys.keySet().stream()) + " cannot be in the same requirement",
                    example);
            return List.of();
        }
        Map.Entry<String, Node.Text> only = keys.entrySet().iterator().next();
        Form form = form(only.getKey());
        for (Map.Entry<String, Node.Text> option : options.entrySet()) {
            if (!form.options().contains(option.getKey())) {
                problems.add(
                        ManifestProblem.WRONG_VALUE,
                        option.getValue().place(),
                        "`" + option.getKey() + "` is only valid with "
                                + quoted(leading()
                                        .filter(key -> form(key).options().contains(option.getKey()))),
                        example);
                return List.of();
            }
        }
        return read(form, new Item(only.getKey(), only.getValue(), options, folder, problems));
    }

    private Form form(String key) {
        Form form = forms.get(key);
        if (form == null) {
            throw new IllegalStateException(key + " is not a key of " + section);
        }
        return form;
    }

    private List<? extends Requirement> read(Form form, Item item) {
        try {
            return form.reading().read(item);
        } catch (IllegalArgumentException e) {
            item.problems().add(form.problem(), item.value().place(), String.valueOf(e.getMessage()), example);
            return List.of();
        }
    }

    private Stream<String> leading() {
        return forms.keySet().stream().filter(key -> !key.isEmpty());
    }

    private List<String> options() {
        return forms.values().stream().flatMap(form -> form.options().stream()).toList();
    }

    private List<String> known() {
        return Stream.concat(leading(), options().stream()).toList();
    }

    private static String quoted(Stream<String> keys) {
        return keys.map(key -> "`" + key + "`").collect(Collectors.joining(", "));
    }
}
