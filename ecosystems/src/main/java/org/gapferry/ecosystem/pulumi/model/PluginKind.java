package org.gapferry.ecosystem.pulumi.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of plugins that the CLI knows. */
public enum PluginKind {
    RESOURCE,
    LANGUAGE,
    ANALYZER,
    CONVERTER,
    TOOL;

    /** Converters that live in the repository of their language. */
    private static final List<String> WITH_THEIR_LANGUAGE = List.of("yaml", "hcl");

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<PluginKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(PluginKind::word).toList();
    }

    /** The name of the repository that a plugin is released from, where nothing else is said. */
    public String repository(String name) {
        if (this == CONVERTER && !WITH_THEIR_LANGUAGE.contains(name)) {
            return "pulumi-converter-" + name;
        }
        return (this == TOOL ? "pulumi-tool-" : "pulumi-") + name;
    }
}
