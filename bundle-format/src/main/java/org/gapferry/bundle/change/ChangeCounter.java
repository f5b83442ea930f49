package org.gapferry.bundle.change;

import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.Pointer;

/** Counts changes. */
final class ChangeCounter {
    private long added;
    private long updated;
    private long removed;
    private long moved;
    private long replaced;
    private long files;
    private long documents;
    private long infos;
    private long metadata;
    private long lowered;
    private long addedBytes;
    private long removedBytes;

    ChangeReport.Summary summary() {
        return new ChangeReport.Summary(
                added,
                updated,
                removed,
                moved,
                replaced,
                files,
                documents,
                infos,
                metadata,
                lowered,
                addedBytes,
                removedBytes);
    }

    void count(Change change) {
        if (change instanceof Change.VersionAdded version) {
            updated += version.update() ? 1 : 0;
            added += version.update() ? 0 : 1;
            addedBytes += size(version.artifact());
        } else if (change instanceof Change.VersionRemoved version) {
            removed++;
            removedBytes += size(version.artifact());
        } else if (change instanceof Change.FileAdded file) {
            files++;
            addedBytes += file.file().blob().size();
        } else if (change instanceof Change.FileRemoved file) {
            files++;
            removedBytes += file.file().blob().size();
        } else if (change instanceof Change.FileRenamed || change instanceof Change.FileDescribed) {
            files++;
        } else if (change instanceof Change.FileReplaced file) {
            replaced++;
            addedBytes += file.after().blob().size();
            removedBytes += file.before().blob().size();
        } else if (change instanceof Change.MetadataChanged) {
            metadata++;
        } else if (change instanceof Change.TagSet
                || change instanceof Change.TagMoved
                || change instanceof Change.TagRemoved) {
            moved++;
        } else if (change instanceof Change.DocumentAdded document) {
            document(document.pointer(), document.withVersion());
        } else if (change instanceof Change.DocumentRemoved document) {
            document(document.pointer(), document.withVersion());
        } else if (change instanceof Change.DocumentChanged document) {
            document(document.after(), false);
        } else if (change instanceof Change.RankLowered) {
            lowered++;
        } else {
            documents++;
        }
    }

    private void document(Pointer pointer, boolean withVersion) {
        boolean info = pointer.kind() == Pointer.Kind.INFO;
        infos += info && !withVersion ? 1 : 0;
        documents += info || withVersion ? 0 : 1;
    }

    static long size(Artifact artifact) {
        return artifact.files().stream().mapToLong(file -> file.blob().size()).sum();
    }
}
