package org.gapferry.bundle.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a state has that the one before had not, and the other way round, for auditors: as JSON and as Markdown. Both inventories are walked side
 * by side; only the versions of one package are held at a time.
 */
public final class ChangeReport {
    private static final ByteSource NOTHING = InputStream::nullInputStream;

    private final ByteSource before;
    private final ByteSource after;
    private final String from;
    private final String to;

    /**
     * @param from the name of the state before; empty for none
     * @param before its inventory; empty for none
     */
    public ChangeReport(String from, List<ByteSource> before, String to, ByteSource after) {
        this.from = from;
        this.before = before.isEmpty() ? NOTHING : before.get(0);
        this.to = to;
        this.after = after;
    }

    /** How many changes there are; sizes in bytes. */
    public record Summary(
            long added, long updated, long removed, long moved, long replaced, long addedBytes, long removedBytes) {
        /** Nothing changed. */
        public static final Summary NONE = new Summary(0, 0, 0, 0, 0, 0, 0);

        /** {@code 2 new packages, 1 update, ...} in one line. */
        public String sentence() {
            return added + " new packages, " + updated + " further versions, " + removed + " removed, " + moved
                    + " tags moved" + (replaced == 0 ? "" : ", " + replaced + " FILES REPLACED");
        }
    }

    private interface Visitor {
        /** @param update true if the package had another version before */
        void added(Artifact artifact, boolean update) throws IOException;

        /** More files of a version that was there. */
        void extended(Artifact artifact, long bytes) throws IOException;

        /** Other bytes under a name that was there, which people accepted. */
        void replaced(Artifact artifact, ArtifactFile file) throws IOException;

        void removed(Artifact artifact) throws IOException;

        /** A tag that was set, moved or removed. */
        void moved(@Nullable Pointer old, @Nullable Pointer fresh) throws IOException;
    }

    /** Counts the changes. */
    public Summary summary() throws IOException {
        Counter counter = new Counter();
        walk(List.of(counter));
        return counter.summary();
    }

    /**
     * Writes {@code changes.json}, and the rows of {@code changes.md}, in one walk over both inventories.
     *
     * @param rows to be preceded by {@link #heading}
     */
    public Summary write(Writer json, Writer rows) throws IOException {
        Counter counter = new Counter();
        StringBuilder head = new StringBuilder("{\"schema\":\"gapferry/changes/1\",\"from\":");
        Json.quote(head, from);
        Json.quote(head.append(",\"to\":"), to);
        json.append(head).append(",\"changes\":[");
        walk(List.of(counter, new JsonLines(json), new Table(rows)));
        json.append("\n]}\n");
        return counter.summary();
    }

    /** Writes {@code changes.md} whole, in two walks. */
    public void writeMarkdown(Writer out) throws IOException {
        out.append(heading(summary()));
        walk(List.of(new Table(out)));
    }

    /** What stands before the rows in {@code changes.md}. */
    public String heading(Summary summary) {
        return "# Changes: " + (from.isEmpty() ? "nothing" : from) + " to " + to + "\n\n" + summary.sentence()
                + String.format(
                        Locale.ROOT,
                        "; %,d bytes added, %,d bytes removed.\n",
                        summary.addedBytes(),
                        summary.removedBytes())
                + "\n| Change | What | Bytes | Licence | Notes | Why |\n|---|---|---|---|---|---|\n";
    }

    private static final class Counter implements Visitor {
        private long added;
        private long updated;
        private long removed;
        private long moved;
        private long replaced;
        private long addedBytes;
        private long removedBytes;

        Summary summary() {
            return new Summary(added, updated, removed, moved, replaced, addedBytes, removedBytes);
        }

        @Override
        public void added(Artifact artifact, boolean update) {
            updated += update ? 1 : 0;
            added += update ? 0 : 1;
            addedBytes += size(artifact);
        }

        @Override
        public void extended(Artifact artifact, long bytes) {
            addedBytes += bytes;
        }

        @Override
        public void replaced(Artifact artifact, ArtifactFile file) {
            replaced++;
        }

        @Override
        public void removed(Artifact artifact) {
            removed++;
            removedBytes += size(artifact);
        }

        @Override
        public void moved(@Nullable Pointer old, @Nullable Pointer fresh) {
            moved++;
        }
    }

    private static final class JsonLines implements Visitor {
        private final Writer out;
        private String separator = "\n";

        JsonLines(Writer out) {
            this.out = out;
        }

        private void change(String kind, String key, String more) throws IOException {
            StringBuilder line = new StringBuilder(separator)
                    .append("{\"change\":\"")
                    .append(kind)
                    .append("\",");
            separator = ",\n";
            Json.quote(line.append(kind.equals("moved") ? "\"pointer\":" : "\"artifact\":"), key);
            out.append(line.append(more)).append('}');
        }

        @Override
        public void added(Artifact artifact, boolean update) throws IOException {
            StringBuilder more = new StringBuilder(",\"size\":").append(size(artifact));
            artifact.metadata().appendTo(more);
            change(update ? "updated" : "added", artifact.coordinates().toString(), more.toString());
        }

        @Override
        public void extended(Artifact artifact, long bytes) throws IOException {
            change("extended", artifact.coordinates().toString(), ",\"size\":" + bytes);
        }

        @Override
        public void replaced(Artifact artifact, ArtifactFile file) throws IOException {
            StringBuilder more = new StringBuilder();
            Json.quote(more.append(",\"file\":"), file.name());
            more.append(",\"sha256\":\"").append(file.blob().digest().hex());
            Json.quote(more.append("\",\"reason\":"), file.reason());
            change("replaced", artifact.coordinates().toString(), more.toString());
        }

        @Override
        public void removed(Artifact artifact) throws IOException {
            change("removed", artifact.coordinates().toString(), ",\"size\":" + size(artifact));
        }

        @Override
        public void moved(@Nullable Pointer old, @Nullable Pointer fresh) throws IOException {
            StringBuilder more = new StringBuilder();
            Json.quote(more.append(",\"from\":"), version(old));
            Json.quote(more.append(",\"to\":"), version(fresh));
            change("moved", name(old, fresh), more.toString());
        }
    }

    private static final class Table implements Visitor {
        private final Writer out;

        Table(Writer out) {
            this.out = out;
        }

        private void row(String change, String what, String bytes, ArtifactMetadata metadata) throws IOException {
            out.append("| " + change + " | `" + what + "` | " + bytes + " | " + cell(metadata.license()) + " | "
                    + String.join(", ", metadata.flags()) + " | " + cell(metadata.why()) + " |\n");
        }

        @Override
        public void added(Artifact artifact, boolean update) throws IOException {
            row(
                    update ? "new version" : "new",
                    artifact.coordinates().toString(),
                    String.valueOf(size(artifact)),
                    artifact.metadata());
        }

        @Override
        public void extended(Artifact artifact, long bytes) throws IOException {
            row("more files", artifact.coordinates().toString(), String.valueOf(bytes), artifact.metadata());
        }

        @Override
        public void replaced(Artifact artifact, ArtifactFile file) throws IOException {
            row(
                    "REPLACED",
                    artifact.coordinates() + "` file `" + file.name(),
                    String.valueOf(file.blob().size()),
                    new ArtifactMetadata("", file.reason(), artifact.metadata().license(), List.of()));
        }

        @Override
        public void removed(Artifact artifact) throws IOException {
            row("REMOVED", artifact.coordinates().toString(), String.valueOf(size(artifact)), ArtifactMetadata.NOTHING);
        }

        @Override
        public void moved(@Nullable Pointer old, @Nullable Pointer fresh) throws IOException {
            row(
                    "moved",
                    name(old, fresh) + "` from `" + version(old) + "` to `" + version(fresh),
                    "",
                    ArtifactMetadata.NOTHING);
        }
    }

    /** Foreign text in a table: no line, no column and no markup of its own. */
    private static String cell(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("|`<>[]*_\\".indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append(c < ' ' || c == 0x7f ? ' ' : c);
        }
        return out.toString();
    }

    private static long size(Artifact artifact) {
        return artifact.files().stream().mapToLong(file -> file.blob().size()).sum();
    }

    private static String version(@Nullable Pointer pointer) {
        return pointer != null && pointer.target() instanceof Pointer.ToVersion to ? to.version() : "";
    }

    private static String name(@Nullable Pointer old, @Nullable Pointer fresh) {
        Pointer any = fresh == null ? old : fresh;
        return any == null ? "" : any.owner() + "#" + any.name();
    }

    private void walk(List<Visitor> visitors) throws IOException {
        try (InventoryReader olds = new InventoryReader(before, "the inventory before");
                InventoryReader news = new InventoryReader(after, "the inventory")) {
            walkArtifacts(olds, news, visitors);
            walkPointers(olds, news, visitors);
        }
    }

    /** Package by package: its versions stand together, since no key of another one can stand between. */
    private static void walkArtifacts(InventoryReader olds, InventoryReader news, List<Visitor> visitors)
            throws IOException {
        Artifact old = olds.nextArtifact();
        Artifact fresh = news.nextArtifact();
        while (old != null || fresh != null) {
            boolean newFirst = old == null || fresh != null && fresh.key().compareTo(old.key()) < 0;
            Coordinates owner = Objects.requireNonNull(newFirst ? fresh : old).coordinates();
            List<Artifact> had = new ArrayList<>();
            List<Artifact> has = new ArrayList<>();
            old = take(olds, old, owner, had);
            fresh = take(news, fresh, owner, has);
            compare(had, has, visitors);
        }
    }

    private static @Nullable Artifact take(
            InventoryReader reader, @Nullable Artifact first, Coordinates owner, List<Artifact> into)
            throws IOException {
        Artifact next = first;
        while (next != null && next.coordinates().isOfSamePackage(owner)) {
            into.add(next);
            next = reader.nextArtifact();
        }
        return next;
    }

    private static void walkPointers(InventoryReader olds, InventoryReader news, List<Visitor> visitors)
            throws IOException {
        Pointer old = olds.nextPointer();
        Pointer fresh = news.nextPointer();
        while (old != null || fresh != null) {
            int order = old == null ? 1 : fresh == null ? -1 : old.key().compareTo(fresh.key());
            compare(order <= 0 ? old : null, order >= 0 ? fresh : null, visitors);
            old = order <= 0 ? olds.nextPointer() : old;
            fresh = order >= 0 ? news.nextPointer() : fresh;
        }
    }

    private static void compare(List<Artifact> had, List<Artifact> has, List<Visitor> visitors) throws IOException {
        for (Artifact artifact : has) {
            Artifact same = find(had, artifact.coordinates());
            if (same == null) {
                for (Visitor visitor : visitors) {
                    visitor.added(artifact, !had.isEmpty());
                }
            } else {
                compareFiles(same, artifact, visitors);
            }
        }
        for (Artifact artifact : had) {
            if (find(has, artifact.coordinates()) == null) {
                for (Visitor visitor : visitors) {
                    visitor.removed(artifact);
                }
            }
        }
    }

    private static void compareFiles(Artifact had, Artifact has, List<Visitor> visitors) throws IOException {
        Map<String, ArtifactFile> before = new HashMap<>();
        had.files().forEach(file -> before.put(file.name(), file));
        long more = 0;
        for (ArtifactFile file : has.files()) {
            ArtifactFile same = before.get(file.name());
            if (same == null) {
                more += file.blob().size();
            } else if (!same.blob().equals(file.blob())) {
                for (Visitor visitor : visitors) {
                    visitor.replaced(has, file);
                }
            }
        }
        if (has.files().size() > had.files().size()) {
            for (Visitor visitor : visitors) {
                visitor.extended(has, more);
            }
        }
    }

    private static @Nullable Artifact find(List<Artifact> artifacts, Coordinates coordinates) {
        for (Artifact artifact : artifacts) {
            if (artifact.coordinates().equals(coordinates)) {
                return artifact;
            }
        }
        return null;
    }

    private static void compare(@Nullable Pointer old, @Nullable Pointer fresh, List<Visitor> visitors)
            throws IOException {
        Pointer any = fresh == null ? old : fresh;
        if (any != null
                && any.target() instanceof Pointer.ToVersion
                && !version(old).equals(version(fresh))) {
            for (Visitor visitor : visitors) {
                visitor.moved(old, fresh);
            }
        }
    }
}
