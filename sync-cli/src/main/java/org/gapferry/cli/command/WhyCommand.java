package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.change.ChangeReport;
import org.gapferry.bundle.change.DocumentSource;
import org.gapferry.bundle.change.StateDifference;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.GapferryCommand;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.Ui;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.serve.Cursor;
import org.gapferry.export.LockFile;
import org.gapferry.importer.Verifier;
import org.gapferry.mirror.store.FeedState;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Store;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapferry why}. */
@Command(
        name = "why",
        description = "Show why a version is included: the path from it to a line of the manifest.",
        footer = {
            "",
            "From a lock file:  gapferry why qs --lock gapferry.lock.json",
            "From a store:      gapferry why pkg:npm/qs@6.13.0 --store STORE"
        })
public final class WhyCommand extends GapferryCommand {
    static final class Source {
        @Option(names = "--lock", required = true, paramLabel = "FILE", description = "A lock file.")
        private @Nullable Path lock;

        @Option(names = "--store", required = true, paramLabel = "STORE", description = "A store.")
        private @Nullable Path store;
    }

    @Parameters(
            paramLabel = "COORDINATE",
            description = "A coordinate, with or without version, such as pkg:npm/qs@6.13.0, or a package name.")
    @SuppressWarnings("NullAway.Init")
    private String wanted;

    @ArgGroup
    private @Nullable Source source;

    public WhyCommand(ProcessContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        Path store = source == null ? null : source.store;
        Path lock = source == null ? null : source.lock;
        if (store == null) {
            answer(new Locked(
                    LockFile.read(lock == null ? Path.of("gapferry.lock.json") : lock, context.ecosystems())));
            return 0;
        }
        try (Store opened = Store.open(store, new LocalDisk(), context.clock());
                Generation generation = opened.current(Store.CURRENT).orElseThrow(() -> Verifier.noTrust(store))) {
            answer(new Held(opened, generation, context.ecosystems()));
        }
        return 0;
    }

    private void answer(Reasons reasons) throws IOException {
        Wanted asked = new Wanted(wanted);
        NavigableMap<String, List<Past>> history = new TreeMap<>();
        for (Past past : reasons.history(asked)) {
            history.computeIfAbsent(past.subject(), subject -> new ArrayList<>())
                    .add(past);
        }
        NavigableMap<String, String> found = reasons.find(asked);
        if (found.isEmpty() && history.isEmpty()) {
            throw CliProblem.NOT_CARRIED.thrown(
                    wanted,
                    "no package of that name",
                    "a coordinate looks like this: " + reasons.example().orElse("pkg:npm/qs@6.13.0"));
        }
        Ui ui = ui();
        ObjectNode document = ui.document();
        ArrayNode artifacts = document.putArray("artifacts");
        for (Map.Entry<String, String> artifact : found.entrySet()) {
            List<String> way = way(artifact.getKey(), artifact.getValue(), reasons);
            ui.data(artifact.getKey());
            way.forEach(step -> ui.data("  " + step));
            ObjectNode node = artifacts.addObject().put("artifact", artifact.getKey());
            way.forEach(node.putArray("why")::add);
            tell(ui, Optional.ofNullable(history.remove(artifact.getKey())).orElse(List.of()), node);
        }
        for (Map.Entry<String, List<Past>> other : history.entrySet()) {
            ui.data(other.getKey());
            ObjectNode node = artifacts.addObject().put("artifact", other.getKey());
            node.putArray("why");
            tell(ui, other.getValue(), node);
        }
        ui.document(document);
    }

    private static void tell(Ui ui, List<Past> changes, ObjectNode into) {
        ArrayNode array = into.putArray("history");
        for (Past past : changes) {
            ChangeReport.Entry entry = past.entry();
            String subject = entry.change().subject();
            String pointer = subject.contains("#") ? " " + subject.substring(subject.indexOf('#') + 1) : "";
            String notes = String.join(
                    "; ", entry.notes().stream().filter(note -> !note.isBlank()).toList());
            ui.data("  " + past.state() + " " + entry.title() + pointer + (notes.isEmpty() ? "" : ": " + notes));
            array.add(entry.json().put("state", past.state()));
        }
    }

    /** From a version to what asks for it, until something that is no artifact: a line of a manifest. */
    private static List<String> way(String coordinate, String why, Reasons reasons) {
        List<String> way = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        String at = coordinate;
        String reason = why;
        while (seen.add(at) && !reason.isEmpty()) {
            way.add(reason);
            int blank = reason.indexOf(' ');
            at = blank < 0 ? reason : reason.substring(0, blank);
            reason = reasons.of(at);
        }
        return way;
    }

    /**
     * A change of the past.
     *
     * @param state the one that brought it
     * @param subject the version or package that it belongs to
     */
    private record Past(String state, String subject, ChangeReport.Entry entry) {}

    /** What is asked for: a coordinate or a name, with or without version. */
    private record Wanted(String text) {
        boolean matches(Coordinates coordinates) {
            String name = name(coordinates);
            return text.equals(coordinates.toString())
                    || text.equals(coordinates.unversioned().toString())
                    || text.equals(name)
                    || text.equals(name + "@" + coordinates.version());
        }

        /** False if it can match no version of this package. */
        boolean isOf(Coordinates unversioned) {
            return text.startsWith(unversioned.toString()) || text.startsWith(name(unversioned));
        }

        private static String name(Coordinates coordinates) {
            return (coordinates.namespace().isEmpty() ? "" : coordinates.namespace() + "/") + coordinates.name();
        }
    }

    /** Where the reasons of versions are read. */
    private interface Reasons {
        /** The versions that are wanted, each with its reason. */
        NavigableMap<String, String> find(Wanted wanted);

        /** The reason of a version; empty if there is no such version. */
        String of(String coordinate);

        /** What is known of changes, the newest first. */
        List<Past> history(Wanted wanted) throws IOException;

        /** A coordinate that is there. */
        Optional<String> example();
    }

    private static final class Locked implements Reasons {
        private final NavigableMap<String, String> reasons = new TreeMap<>();

        Locked(LockFile lock) {
            lock.artifacts()
                    .forEach(artifact -> reasons.put(
                            artifact.coordinates().toString(),
                            artifact.metadata().why()));
        }

        @Override
        public NavigableMap<String, String> find(Wanted wanted) {
            NavigableMap<String, String> found = new TreeMap<>(reasons);
            found.keySet().removeIf(coordinate -> !wanted.matches(Coordinates.parse(coordinate)));
            return found;
        }

        @Override
        public String of(String coordinate) {
            return reasons.getOrDefault(coordinate, "");
        }

        @Override
        public List<Past> history(Wanted wanted) {
            return List.of();
        }

        @Override
        public Optional<String> example() {
            return reasons.isEmpty() ? Optional.empty() : Optional.of(reasons.firstKey());
        }
    }

    /** Asks a generation's catalog for the versions that matter; the differences of all generations tell the past. */
    private record Held(Store store, Generation current, Ecosystems ecosystems) implements Reasons {
        @Override
        public NavigableMap<String, String> find(Wanted wanted) {
            NavigableMap<String, String> found = new TreeMap<>();
            for (String type : types()) {
                for (Cursor<Coordinates> packages = current.catalog().packages(type); packages.hasNext(); ) {
                    Coordinates owner = packages.next();
                    if (wanted.isOf(owner)) {
                        current.catalog().artifacts(owner).forEachRemaining(artifact -> {
                            if (wanted.matches(artifact.coordinates())) {
                                found.put(
                                        artifact.coordinates().toString(),
                                        artifact.metadata().why());
                            }
                        });
                    }
                }
            }
            return found;
        }

        @Override
        public String of(String coordinate) {
            return coordinate.startsWith("pkg:")
                    ? current.catalog()
                            .artifact(Coordinates.parse(coordinate))
                            .map(artifact -> artifact.metadata().why())
                            .orElse("")
                    : "";
        }

        @Override
        public List<Past> history(Wanted wanted) throws IOException {
            List<Past> past = new ArrayList<>();
            List<Long> numbers = new ArrayList<>(store.generations());
            numbers.removeIf(number -> number > current.number());
            Collections.reverse(numbers);
            for (int i = 0; i + 1 < numbers.size(); i++) {
                try (Generation after = store.generation(numbers.get(i));
                        Generation before = store.generation(numbers.get(i + 1))) {
                    for (FeedState feed : after.feeds()) {
                        past.addAll(changes(feed.number().feed(), before, after, wanted));
                    }
                }
            }
            return past;
        }

        private List<Past> changes(String feed, Generation before, Generation after, Wanted wanted) throws IOException {
            Optional<ByteSource> had = before.inventory(feed);
            Optional<ByteSource> has = after.inventory(feed);
            String from = held(before, feed);
            String to = held(after, feed);
            if (had.isEmpty() || has.isEmpty() || from.equals(to)) {
                return List.of();
            }
            DocumentSource documents = after.documents();
            ChangeReport report = new ChangeReport(
                    from,
                    to,
                    new StateDifference(had.get(), has.get()),
                    documents.orElse(before.documents()),
                    ecosystems.documentChanges());
            return report.entries(change -> wanted.matches(change.owner())).stream()
                    .map(entry -> new Past(to, entry.change().owner().toString(), entry))
                    .toList();
        }

        private static String held(Generation generation, String feed) {
            return generation
                    .feed(feed)
                    .flatMap(FeedState::held)
                    .map(held -> held.number().toString())
                    .orElse("");
        }

        @Override
        public Optional<String> example() {
            for (String type : types()) {
                Cursor<Coordinates> packages = current.catalog().packages(type);
                if (packages.hasNext()) {
                    return Optional.of(packages.next().toString());
                }
            }
            return Optional.empty();
        }

        private List<String> types() {
            return ecosystems.all().stream()
                    .flatMap(ecosystem -> ecosystem.id().types().stream())
                    .distinct()
                    .sorted()
                    .toList();
        }
    }
}
