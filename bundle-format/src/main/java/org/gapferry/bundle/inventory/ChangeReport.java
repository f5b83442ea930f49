package org.gapferry.bundle.inventory;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a state has that the one before had not, and the other way round, for auditors: as JSON and as Markdown. Both inventories are walked side
 * by side; only the versions of one package are held at a time.
 */
public final class ChangeReport {
    private static final ByteSource NOTHING = java.io.InputStream::nullInputStream;

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
        long[] counts = new long[7];
        walk(new Visitor() {
            @Override
            public void added(Artifact artifact, boolean update) {
                counts[update ? 1 : 0]++;
                counts[4] += size(artifact);
            }

            @Override
            public void extended(Artifact artifact, long bytes) {
                counts[4] += bytes;
            }

            @Override
            public void replaced(Artifact artifact, ArtifactFile file) {
                counts[6]++;
            }

            @Override
            public void removed(Artifact artifact) {
                counts[2]++;
                counts[5] += size(artifact);
            }

            @Override
            public void moved(@Nullable Pointer old, @Nullable Pointer fresh) {
                counts[3]++;
            }
        });
        return new Summary(counts[0], counts[1], counts[2], counts[3], counts[6], counts[4], counts[5]);
    }

    /** Writes {@code changes.json}. */
    public void writeJson(Writer out) throws IOException {
        StringBuilder head = new StringBuilder("{\"schema\":\"gapferry/changes/1\",\"from\":");
        Json.quote(head, from);
        Json.quote(head.append(",\"to\":"), to);
        out.append(head).append(",\"changes\":[");
        walk(new Visitor() {
            private String separator = "\n";

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
                artifact.about().appendTo(more);
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
        });
        out.append("\n]}\n");
    }

    /** Writes {@code changes.md}. */
    public void writeMarkdown(Writer out) throws IOException {
        Summary summary = summary();
        out.append("# Changes: ")
                .append(from.isEmpty() ? "nothing" : from)
                .append(" to ")
                .append(to)
                .append("\n\n");
        out.append(summary.sentence())
                .append(String.format(
                        Locale.ROOT,
                        "; %,d bytes added, %,d bytes removed.%n",
                        summary.addedBytes(),
                        summary.removedBytes()));
        out.append("\n| Change | What | Bytes | Licence | Notes | Why |\n|---|---|---|---|---|---|\n");
        walk(new Visitor() {
            private void row(String change, String what, String bytes, About about) throws IOException {
                out.append("| " + change + " | `" + what + "` | " + bytes + " | " + cell(about.license()) + " | "
                        + String.join(", ", about.flags()) + " | " + cell(about.why()) + " |\n");
            }

            @Override
            public void added(Artifact artifact, boolean update) throws IOException {
                row(
                        update ? "new version" : "new",
                        artifact.coordinates().toString(),
                        String.valueOf(size(artifact)),
                        artifact.about());
            }

            @Override
            public void extended(Artifact artifact, long bytes) throws IOException {
                row("more files", artifact.coordinates().toString(), String.valueOf(bytes), artifact.about());
            }

            @Override
            public void replaced(Artifact artifact, ArtifactFile file) throws IOException {
                row(
                        "REPLACED",
                        artifact.coordinates() + "` file `" + file.name(),
                        String.valueOf(file.blob().size()),
                        new About("", file.reason(), artifact.about().license(), List.of()));
            }

            @Override
            public void removed(Artifact artifact) throws IOException {
                row("REMOVED", artifact.coordinates().toString(), String.valueOf(size(artifact)), About.NOTHING);
            }

            @Override
            public void moved(@Nullable Pointer old, @Nullable Pointer fresh) throws IOException {
                row(
                        "moved",
                        name(old, fresh) + "` from `" + version(old) + "` to `" + version(fresh),
                        "",
                        About.NOTHING);
            }
        });
    }

    /** Foreign text in a table: no line, no column and no markup of its own. */
    private static String cell(String text) {
        return text.replaceAll("[\\p{Cntrl}]", " ").replaceAll("([|`<>\\[\\]*_\\\\])", "\\\\$1");
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

    private void walk(Visitor visitor) throws IOException {
        try (InventoryReader olds = new InventoryReader(before, "the inventory before");
                InventoryReader news = new InventoryReader(after, "the inventory")) {
            InventoryLine old = olds.next();
            InventoryLine fresh = news.next();
            while (old != null || fresh != null) {
                if (old instanceof Artifact || fresh instanceof Artifact) {
                    Coordinates owner = firstPackage(old, fresh);
                    List<Artifact> had = new ArrayList<>();
                    List<Artifact> has = new ArrayList<>();
                    old = take(olds, old, owner, had);
                    fresh = take(news, fresh, owner, has);
                    compare(had, has, visitor);
                } else {
                    int order = old == null ? 1 : fresh == null ? -1 : old.key().compareTo(fresh.key());
                    compare(order <= 0 ? old : null, order >= 0 ? fresh : null, visitor);
                    old = order <= 0 ? olds.next() : old;
                    fresh = order >= 0 ? news.next() : fresh;
                }
            }
        }
    }

    /** Versions of one package stand together, since no key of another one can stand between. */
    private static Coordinates firstPackage(@Nullable InventoryLine old, @Nullable InventoryLine fresh) {
        Artifact a = old instanceof Artifact artifact ? artifact : null;
        Artifact b = fresh instanceof Artifact artifact ? artifact : null;
        Artifact first = a == null || b != null && b.key().compareTo(a.key()) < 0 ? b : a;
        if (first == null) {
            throw new IllegalStateException();
        }
        return first.coordinates().unversioned();
    }

    private static @Nullable InventoryLine take(
            InventoryReader reader, @Nullable InventoryLine line, Coordinates owner, List<Artifact> into)
            throws IOException {
        InventoryLine next = line;
        while (next instanceof Artifact artifact
                && artifact.coordinates().unversioned().equals(owner)) {
            into.add(artifact);
            next = reader.next();
        }
        return next;
    }

    private static void compare(List<Artifact> had, List<Artifact> has, Visitor visitor) throws IOException {
        for (Artifact artifact : has) {
            Artifact same = find(had, artifact.coordinates());
            if (same == null) {
                visitor.added(artifact, !had.isEmpty());
            } else {
                compareFiles(same, artifact, visitor);
            }
        }
        for (Artifact artifact : had) {
            if (find(has, artifact.coordinates()) == null) {
                visitor.removed(artifact);
            }
        }
    }

    private static void compareFiles(Artifact had, Artifact has, Visitor visitor) throws IOException {
        Map<String, ArtifactFile> before = new HashMap<>();
        had.files().forEach(file -> before.put(file.name(), file));
        long more = 0;
        for (ArtifactFile file : has.files()) {
            ArtifactFile same = before.get(file.name());
            if (same == null) {
                more += file.blob().size();
            } else if (!same.blob().equals(file.blob())) {
                visitor.replaced(has, file);
            }
        }
        if (has.files().size() > had.files().size()) {
            visitor.extended(has, more);
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

    private static void compare(@Nullable InventoryLine old, @Nullable InventoryLine fresh, Visitor visitor)
            throws IOException {
        Pointer a = old instanceof Pointer pointer ? pointer : null;
        Pointer b = fresh instanceof Pointer pointer ? pointer : null;
        Pointer any = b == null ? a : b;
        if (any != null
                && any.target() instanceof Pointer.ToVersion
                && !version(a).equals(version(b))) {
            visitor.moved(a, b);
        }
    }
}
