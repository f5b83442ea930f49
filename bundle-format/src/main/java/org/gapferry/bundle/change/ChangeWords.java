package org.gapferry.bundle.change;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.Pointer;

/** Puts changes into words, the same for people and for programs. */
final class ChangeWords {
    /** A document that is larger is told by its digests. */
    private static final long MAX_DOCUMENT = 16L << 20;

    private static final int MAX_PHRASES = 40;

    private final DocumentSource documents;
    private final DocumentChanges descriptions;

    ChangeWords(DocumentSource documents, DocumentChanges descriptions) {
        this.documents = documents;
        this.descriptions = descriptions;
    }

    /**
     * One line of a report.
     *
     * @param kind for programs
     * @param title for people
     * @param subjectKey {@code artifact} or {@code pointer}
     * @param what Markdown: the subject, and what belongs to its name
     * @param members further ones in JSON: texts, numbers or lists of texts
     * @param bytes negative for none
     * @param notes phrases, foreign text in them
     */
    record Line(
            String kind,
            String title,
            String subjectKey,
            String subject,
            String what,
            Map<String, Object> members,
            long bytes,
            String license,
            List<String> notes,
            String why) {}

    Line line(Change change) throws IOException {
        if (change instanceof Change.VersionAdded version) {
            return version(version, version.update() ? "updated" : "added", version.update() ? "new version" : "new");
        } else if (change instanceof Change.VersionRemoved version) {
            long size = ChangeCounter.size(version.artifact());
            return artifact(change, "removed", "REMOVED", "", Map.of("size", size), size, List.of(), "");
        } else if (change instanceof Change.FileAdded file) {
            return file(change, "file-added", "file added", file.file());
        } else if (change instanceof Change.FileRemoved file) {
            return file(change, "file-removed", "FILE REMOVED", file.file());
        } else if (change instanceof Change.FileReplaced file) {
            return replaced(file);
        } else if (change instanceof Change.FileRenamed file) {
            return renamed(file);
        } else if (change instanceof Change.FileDescribed file) {
            return described(file);
        } else if (change instanceof Change.MetadataChanged metadata) {
            return metadata(metadata);
        }
        return pointer(change);
    }

    private Line pointer(Change change) throws IOException {
        if (change instanceof Change.TagSet tag) {
            return tag(change, "", version(tag.tag()));
        } else if (change instanceof Change.TagMoved tag) {
            return tag(change, version(tag.before()), version(tag.after()));
        } else if (change instanceof Change.TagRemoved tag) {
            return tag(change, version(tag.tag()), "");
        } else if (change instanceof Change.DocumentAdded document) {
            return document(change, "document-added", "document added", document.pointer());
        } else if (change instanceof Change.DocumentRemoved document) {
            return document(change, "document-removed", "DOCUMENT REMOVED", document.pointer());
        } else if (change instanceof Change.DocumentChanged document) {
            return moved(change, "document-changed", "document changed", document.before(), document.after());
        } else if (change instanceof Change.RankRaised rank) {
            return moved(change, "rank-raised", "rank raised", rank.before(), rank.after());
        } else if (change instanceof Change.RankLowered rank) {
            return moved(change, "rank-lowered", "RANK LOWERED", rank.before(), rank.after());
        } else if (change instanceof Change.KindChanged kind) {
            return moved(change, "kind-changed", "KIND CHANGED", kind.before(), kind.after());
        }
        throw new IllegalStateException("no words for " + change);
    }

    private static Line artifact(
            Change change,
            String kind,
            String title,
            String file,
            Map<String, Object> members,
            long bytes,
            List<String> notes,
            String why) {
        String what = code(change.subject()) + (file.isEmpty() ? "" : " file " + code(file));
        return new Line(kind, title, "artifact", change.subject(), what, members, bytes, "", notes, why);
    }

    private static Line version(Change.VersionAdded version, String kind, String title) {
        ArtifactMetadata metadata = version.artifact().metadata();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("size", ChangeCounter.size(version.artifact()));
        said(members, "published", metadata.published());
        said(members, "why", metadata.why());
        said(members, "license", metadata.license());
        if (!metadata.flags().isEmpty()) {
            members.put("flags", metadata.flags());
        }
        return new Line(
                kind,
                title,
                "artifact",
                version.subject(),
                code(version.subject()),
                members,
                ChangeCounter.size(version.artifact()),
                metadata.license(),
                List.of(String.join(", ", metadata.flags())),
                metadata.why());
    }

    private static void said(Map<String, Object> members, String key, String text) {
        if (!text.isEmpty()) {
            members.put(key, text);
        }
    }

    private static Line file(Change change, String kind, String title, ArtifactFile file) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("file", file.name());
        members.put("sha256", file.blob().digest().hex());
        members.put("size", file.blob().size());
        return artifact(change, kind, title, file.name(), members, file.blob().size(), List.of(), "");
    }

    private static Line replaced(Change.FileReplaced change) {
        ArtifactFile after = change.after();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("file", after.name());
        members.put("from", change.before().blob().digest().hex());
        members.put("sha256", after.blob().digest().hex());
        members.put("size", after.blob().size());
        said(members, "reason", after.reason());
        return artifact(
                change,
                "replaced",
                "REPLACED",
                after.name(),
                members,
                after.blob().size(),
                List.of(change.before().blob().digest() + " to " + after.blob().digest()),
                after.reason());
    }

    private static Line renamed(Change.FileRenamed change) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("from", change.before().name());
        members.put("file", change.after().name());
        members.put("sha256", change.after().blob().digest().hex());
        List<String> notes = new ArrayList<>(
                List.of("the same bytes as before under `" + change.before().name() + "`"));
        notes.addAll(differences(change.before(), change.after()));
        return artifact(change, "file-renamed", "FILE RENAMED", change.after().name(), members, -1, notes, "");
    }

    private static Line described(Change.FileDescribed change) {
        List<String> notes = differences(change.before(), change.after());
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("file", change.after().name());
        members.put("details", notes);
        return artifact(
                change,
                "file-described",
                "file described otherwise",
                change.after().name(),
                members,
                -1,
                notes,
                "");
    }

    /** What differs in what is told of the same bytes. */
    private static List<String> differences(ArtifactFile before, ArtifactFile after) {
        List<String> notes = new ArrayList<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.byWord()) {
            differ(
                    notes,
                    algorithm.word(),
                    before.digest(algorithm).orElse(""),
                    after.digest(algorithm).orElse(""));
        }
        differ(notes, "proof", proof(before), proof(after));
        differ(notes, "reason", before.reason(), after.reason());
        differ(notes, "replaces", hex(before.replaces()), hex(after.replaces()));
        return notes;
    }

    private static String proof(ArtifactFile file) {
        return file.proof().map(DigestAlgorithm::word).orElse("none");
    }

    private static String hex(List<Digest> digests) {
        return String.join(" ", digests.stream().map(Digest::hex).toList());
    }

    private static Line metadata(Change.MetadataChanged change) {
        ArtifactMetadata before = change.before().metadata();
        ArtifactMetadata after = change.after().metadata();
        List<String> notes = new ArrayList<>();
        differ(notes, "licence", before.license(), after.license());
        differ(notes, "flags", String.join(", ", before.flags()), String.join(", ", after.flags()));
        differ(notes, "published", before.published(), after.published());
        differ(notes, "why", before.why(), after.why());
        Artifact artifact = change.after();
        return new Line(
                "metadata-changed",
                "metadata changed",
                "artifact",
                change.subject(),
                code(change.subject()),
                Map.of("details", notes),
                -1,
                artifact.metadata().license(),
                notes,
                after.why());
    }

    private static void differ(List<String> notes, String what, String before, String after) {
        if (!before.equals(after)) {
            notes.add(what + " changed from `" + before + "` to `" + after + "`");
        }
    }

    private static Line tag(Change change, String from, String to) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("from", from);
        members.put("to", to);
        String title = from.isEmpty() ? "tag set" : to.isEmpty() ? "TAG REMOVED" : "moved";
        String what = code(change.subject())
                + (from.isEmpty() ? "" : " from " + code(from))
                + (to.isEmpty() ? "" : " to " + code(to));
        return new Line("moved", title, "pointer", change.subject(), what, members, -1, "", List.of(), "");
    }

    private static String version(Pointer pointer) {
        return pointer.version().orElse("");
    }

    private static Line document(Change change, String kind, String title, Pointer pointer) {
        Blob blob = pointer.document().orElseThrow();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("kind", pointer.kind().word());
        members.put("sha256", blob.digest().hex());
        members.put("size", blob.size());
        return new Line(
                kind,
                title,
                "pointer",
                change.subject(),
                code(change.subject()),
                members,
                blob.size(),
                "",
                List.of(
                        pointer.kind() == Pointer.Kind.MONOTONIC
                                ? "rank " + pointer.rank()
                                : pointer.kind().word()),
                "");
    }

    private Line moved(Change change, String kind, String title, Pointer before, Pointer after) throws IOException {
        List<String> notes = new ArrayList<>();
        differ(notes, "kind", before.kind().word(), after.kind().word());
        differ(notes, "rank", Long.toString(before.rank()), Long.toString(after.rank()));
        List<String> described = describe(before, after);
        notes.addAll(described);
        if (described.isEmpty() && !target(before).equals(target(after))) {
            notes.add(target(before) + " to " + target(after));
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("kind", after.kind().word());
        members.put("from", target(before));
        members.put("to", target(after));
        members.put("details", notes);
        return new Line(
                kind,
                title,
                "pointer",
                change.subject(),
                code(change.subject()),
                members,
                after.document().map(Blob::size).orElse(-1L),
                "",
                notes,
                "");
    }

    private static String target(Pointer pointer) {
        return pointer.document().map(blob -> blob.digest().toString()).orElseGet(() -> version(pointer));
    }

    private List<String> describe(Pointer before, Pointer after) throws IOException {
        Optional<byte[]> was = read(before);
        Optional<byte[]> is = read(after);
        if (was.isEmpty() || is.isEmpty()) {
            return List.of();
        }
        List<String> phrases = descriptions.describe(after.owner(), after.name(), was.get(), is.get());
        if (phrases.size() <= MAX_PHRASES) {
            return phrases;
        }
        List<String> first = new ArrayList<>(phrases.subList(0, MAX_PHRASES));
        first.add("and " + (phrases.size() - MAX_PHRASES) + " more");
        return first;
    }

    private Optional<byte[]> read(Pointer pointer) throws IOException {
        Optional<Blob> blob = pointer.document();
        return blob.isEmpty() || blob.get().size() > MAX_DOCUMENT ? Optional.empty() : documents.read(blob.get());
    }

    /**
     * Coordinates, versions and file names in a table, which have no control characters; foreign ones may have a grave
     * accent.
     */
    private static String code(String text) {
        return "`" + text.replace("`", "'").replace("|", "\\|") + "`";
    }
}
