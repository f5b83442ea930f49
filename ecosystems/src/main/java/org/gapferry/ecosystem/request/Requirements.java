package org.gapferry.ecosystem.request;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.gapferry.document.Problems;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.manifest.SyncManifest;

/** Requirements of several ecosystems, by the section of each, in the order of the manifest. A section may be empty. */
public final class Requirements {
    public static final Requirements NONE = new Requirements(Map.of());

    private final Map<String, List<Requirement>> sections;

    private Requirements(Map<String, List<Requirement>> sections) {
        this.sections = Collections.unmodifiableMap(sections);
    }

    /** What a manifest asks for. */
    public static Requirements read(SyncManifest manifest, Ecosystems ecosystems, Problems problems) {
        Map<String, List<Requirement>> sections = new LinkedHashMap<>();
        manifest.sections().forEach((section, node) -> ecosystems
                .ofSection(section)
                .ifPresent(ecosystem -> sections.put(
                        section,
                        List.copyOf(ecosystem.online().requirements().read(node, manifest.folder(), problems)))));
        return new Requirements(sections);
    }

    public static Requirements of(Map<String, ? extends Collection<Requirement>> sections) {
        Map<String, List<Requirement>> copy = new LinkedHashMap<>();
        sections.forEach((section, requirements) -> copy.put(section, List.copyOf(requirements)));
        return new Requirements(copy);
    }

    /**
     * The parts that ecosystems have of a project.
     *
     * @param text as its user wrote it
     */
    public static Requirements ofProject(String text, String origin, Path folder, Ecosystems ecosystems) {
        Requirements parts = NONE;
        for (Ecosystem ecosystem : ecosystems.all()) {
            parts = parts.with(
                    ecosystem.section(), ecosystem.online().requirements().project(text, origin, folder));
        }
        return parts;
    }

    /** These, and further ones of a section. */
    public Requirements with(String section, List<Requirement> further) {
        if (further.isEmpty()) {
            return this;
        }
        Map<String, List<Requirement>> joined = new LinkedHashMap<>(sections);
        joined.merge(section, List.copyOf(further), (before, after) -> Stream.concat(before.stream(), after.stream())
                .toList());
        return new Requirements(joined);
    }

    /** True if nothing is asked for. */
    public boolean isEmpty() {
        return sections.values().stream().allMatch(List::isEmpty);
    }

    public Set<String> sections() {
        return sections.keySet();
    }

    /** The requirements of a section; none if it is not there. */
    public List<Requirement> of(String section) {
        return sections.getOrDefault(section, List.of());
    }

    public Stream<Requirement> all() {
        return sections.values().stream().flatMap(List::stream);
    }

    public void forEach(BiConsumer<String, List<Requirement>> action) {
        sections.forEach(action);
    }

    /** Those that are asked for, by section and requirement; every section stays. */
    public Requirements filter(BiPredicate<String, Requirement> wanted) {
        Map<String, List<Requirement>> kept = new LinkedHashMap<>();
        sections.forEach((section, list) -> kept.put(
                section,
                list.stream()
                        .filter(requirement -> wanted.test(section, requirement))
                        .toList()));
        return new Requirements(kept);
    }
}
