package org.gapferry.ecosystem.pulumi.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.manifest.ManifestProblem;
import org.jspecify.annotations.Nullable;

/**
 * A folder that {@code pulumi new} begins projects from, as the archive that it takes: the same bytes for the same
 * files.
 *
 * @param name the folder's name
 */
@SuppressWarnings("ArrayRecordComponent")
public record Template(String name, byte[] archive) {
    public static final String POINTER = "archive";

    public static final String NAME = "[A-Za-z0-9_.-]+";
    private static final long MAX_SIZE = 16L << 20;
    private static final int MAX_FILES = 10_000;

    /** @throws ProblemException MANIFEST if the folder cannot be read, or is larger than any template */
    public static List<Path> documents(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found = new ArrayList<>();
            long size = 0;
            for (Iterator<Path> all = files.iterator(); all.hasNext(); ) {
                Path file = all.next();
                if (Files.isRegularFile(file)) {
                    found.add(file);
                    size += Files.size(file);
                }
                if (size > MAX_SIZE || found.size() > MAX_FILES) {
                    throw ManifestProblem.PROJECT_UNREADABLE.thrown(
                            folder.toString(),
                            "the folder has more than "
                                    + (size > MAX_SIZE ? (MAX_SIZE >> 20) + " MiB" : MAX_FILES + " files")
                                    + ", which no template has",
                            "leave what is installed or built out of it, such as node_modules");
                }
            }
            Collections.sort(found);
            return found;
        } catch (IOException e) {
            throw unreadable(folder, e);
        } catch (UncheckedIOException e) {
            throw unreadable(folder, e.getCause());
        }
    }

    private static RuntimeException unreadable(Path folder, @Nullable IOException cause) {
        return ManifestProblem.PROJECT_UNREADABLE.thrown(
                folder.toString(), "the template is unreadable: " + (cause == null ? "" : FileReason.of(cause)));
    }

    /**
     * Looks at a folder before anything is done with it.
     *
     * @throws IllegalArgumentException if it is no template
     */
    public static void check(Path folder) {
        Path name = folder.getFileName();
        if (!Files.isRegularFile(folder.resolve("Pulumi.yaml"))) {
            throw new IllegalArgumentException("no Pulumi.yaml in the folder `" + folder + "`"
                    + (Files.isRegularFile(folder.resolve("PulumiPolicy.yaml"))
                            ? ", without which the CLI takes no archive: write `project:` for a policy pack, and inside"
                                    + " `pulumi policy new FOLDER` with the folder itself"
                            : ""));
        } else if (name == null || !name.toString().matches(NAME)) {
            throw new IllegalArgumentException(
                    "the name of the folder `" + folder + "` is part of a URL: letters, digits, `.`, `_` and `-`");
        }
    }

    /** @throws ProblemException MANIFEST if a file of it cannot be read, or it is too large */
    public static Template of(Path folder) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Path file : documents(folder)) {
                ZipEntry entry = new ZipEntry(folder.relativize(file).toString().replace('\\', '/'));
                entry.setTime(315_532_800_000L);
                zip.putNextEntry(entry);
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        Path name = folder.getFileName();
        return new Template(String.valueOf(name), bytes.toByteArray());
    }

    public static Coordinates coordinates(String name) {
        return new Coordinates(PulumiCoordinates.TYPE, "template", name, "");
    }

    /** Its version is its content. */
    public Coordinates coordinates() {
        return coordinates(name).at("0.0.0-" + Digest.of(archive).hex().substring(0, 12));
    }
}
