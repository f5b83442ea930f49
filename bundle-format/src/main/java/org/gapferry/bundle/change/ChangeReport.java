package org.gapferry.bundle.change;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A difference for auditors: as a sentence, as JSON and as Markdown. Each change is one line of it. */
public final class ChangeReport {
    private final String from;
    private final String to;
    private final StateDifference difference;
    private final ChangeWords words;

    /**
     * @param from the name of the state before; empty for none
     * @param documents where changed documents are read, so that the report says what of them changed
     * @param descriptions how that is said
     */
    public ChangeReport(
            String from,
            String to,
            StateDifference difference,
            DocumentSource documents,
            DocumentChanges descriptions) {
        this.from = from;
        this.to = to;
        this.difference = difference;
        this.words = new ChangeWords(documents, descriptions);
    }

    /**
     * How many changes there are; sizes in bytes.
     *
     * @param moved tags that were set, moved or removed
     * @param replaced files with other bytes under their name
     * @param files files of versions that were there, which were added, removed, renamed or described otherwise
     * @param documents documents that clients see, of versions that were there, which were added, changed or removed
     * @param infos documents that only inform, the same
     * @param metadata versions with another licence, date, reason or set of flags
     * @param lowered monotonic pointers whose rank went back
     */
    public record Summary(
            long added,
            long updated,
            long removed,
            long moved,
            long replaced,
            long files,
            long documents,
            long infos,
            long metadata,
            long lowered,
            long addedBytes,
            long removedBytes) {
        /** Nothing changed. */
        public static final Summary NONE = new Summary(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        /** {@code 2 new packages, 1 further version, ...} in one line. */
        public String sentence() {
            List<String> counts = new ArrayList<>(List.of(
                    count(added, "new package", "new packages"),
                    count(updated, "further version", "further versions"),
                    removed + " removed",
                    count(moved, "tag moved", "tags moved")));
            add(counts, files, "file of a known version changed", "files of known versions changed");
            add(counts, documents, "document changed", "documents changed");
            add(counts, infos, "informational document changed", "informational documents changed");
            add(counts, metadata, "version with other metadata", "versions with other metadata");
            add(counts, replaced, "FILE REPLACED", "FILES REPLACED");
            add(counts, lowered, "RANK LOWERED", "RANKS LOWERED");
            return String.join(", ", counts);
        }

        private static String count(long count, String one, String several) {
            return count + " " + (count == 1 ? one : several);
        }

        private static void add(List<String> to, long count, String one, String several) {
            if (count > 0) {
                to.add(count(count, one, several));
            }
        }
    }

    /** Counts the changes. */
    public Summary summary() throws IOException {
        ChangeCounter counter = new ChangeCounter();
        difference.walk(counter::count);
        return counter.summary();
    }

    /**
     * Writes {@code changes.json}, and the rows of {@code changes.md}, in one walk over both inventories.
     *
     * @param rows to be preceded by {@link #heading}
     */
    public Summary write(Writer json, Writer rows) throws IOException {
        ChangeCounter counter = new ChangeCounter();
        ObjectNode head = JsonNodeFactory.instance
                .objectNode()
                .put("schema", "gapferry/changes/1")
                .put("from", from)
                .put("to", to);
        String opening = head.toString();
        json.append(opening, 0, opening.length() - 1).append(",\"changes\":[");
        String[] separator = {"\n"};
        difference.walk(change -> {
            counter.count(change);
            if (!isTold(change)) {
                return;
            }
            ChangeWords.Line line = words.line(change);
            json.append(separator[0]).append(object(line).toString());
            separator[0] = ",\n";
            row(rows, line);
        });
        json.append("\n]}\n");
        return counter.summary();
    }

    /** Writes {@code changes.md} whole, in two walks. */
    public Summary writeMarkdown(Writer out) throws IOException {
        Summary summary = summary();
        out.append(heading(summary));
        difference.walk(change -> {
            if (isTold(change)) {
                row(out, words.line(change));
            }
        });
        return summary;
    }

    /**
     * One change as the report has it.
     *
     * @param title such as {@code new version}
     * @param notes what changed, phrase by phrase; foreign text in them
     * @param json its object in {@code changes.json}
     */
    public record Entry(Change change, String title, List<String> notes, ObjectNode json) {}

    /** The changes of some artifacts and pointers, in the order of the report, in one walk. */
    public List<Entry> entries(Predicate<Change> wanted) throws IOException {
        List<Entry> entries = new ArrayList<>();
        difference.walk(change -> {
            if (isTold(change) && wanted.test(change)) {
                ChangeWords.Line line = words.line(change);
                entries.add(new Entry(change, line.title(), line.notes(), object(line)));
            }
        });
        return entries;
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

    /** False for the documents of a version that is new or gone as a whole: its own line tells that. */
    private static boolean isTold(Change change) {
        boolean withVersion = change instanceof Change.DocumentAdded added && added.withVersion()
                || change instanceof Change.DocumentRemoved removed && removed.withVersion();
        return !withVersion;
    }

    private static ObjectNode object(ChangeWords.Line line) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("change", line.kind()).put(line.subjectKey(), line.subject());
        line.members().forEach((key, value) -> {
            if (value instanceof Long number) {
                node.put(key, number.longValue());
            } else if (value instanceof List<?> texts) {
                ArrayNode array = node.putArray(key);
                texts.forEach(text -> array.add(String.valueOf(text)));
            } else {
                node.put(key, String.valueOf(value));
            }
        });
        return node;
    }

    private static void row(Writer out, ChangeWords.Line line) throws IOException {
        out.append("| " + line.title() + " | " + line.what() + " | "
                + (line.bytes() < 0 ? "" : Long.toString(line.bytes())) + " | " + cell(line.license()) + " | "
                + cell(String.join("; ", line.notes())) + " | " + cell(line.why()) + " |\n");
    }

    /** Foreign text in a table: no line, no column, no markup of its own, and nothing that a terminal obeys. */
    static String cell(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("|`<>[]*_\\".indexOf(c) >= 0) {
                out.append('\\');
            }
            boolean invisible = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
            out.append(invisible ? ' ' : c);
        }
        return out.toString();
    }
}
