package org.gapferry.ecosystem.pulumi;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.ecosystem.Catalog;
import org.gapferry.ecosystem.ClientCache;
import org.gapferry.manifest.Target;

/**
 * {@code $PULUMI_HOME}: each plugin in {@code plugins/KIND-NAME-vVERSION/}, each CLI in {@code versions/VERSION/bin/}, where the Automation
 * API and the package {@code pulumi} of npm look for it. Each is unpacked beside its place and moved there when it is whole.
 */
final class PluginInstaller implements ClientCache {
    /** Where an archive is unpacked, and how many folders of it are left away. */
    private record Place(String archive, Path folder, int stripped) {}

    @Override
    public List<String> fill(Catalog catalog, Content content, Target target, Path home, Consumer<String> progress)
            throws IOException {
        List<String> filled = new ArrayList<>();
        for (Coordinates unversioned : catalog.packages(Pulumi.ID)) {
            for (Artifact artifact : catalog.versions(unversioned)) {
                Optional<Place> place = place(artifact.coordinates(), Platform.of(target), home);
                for (ArtifactFile file : artifact.files()) {
                    if (place.isPresent()
                            && file.name().equals(place.get().archive())
                            && !Files.exists(place.get().folder())) {
                        progress.accept(file.name());
                        put(file, content, place.get());
                        filled.add(home.relativize(place.get().folder()).toString());
                    }
                }
            }
        }
        return filled;
    }

    private static Optional<Place> place(Coordinates coordinates, Platform platform, Path home) {
        Optional<PluginKind> kind = PluginKind.of(coordinates.namespace());
        String version = coordinates.version();
        if (kind.isPresent()) {
            Plugin plugin = new Plugin(kind.get(), coordinates.name(), version);
            return Optional.of(new Place(
                    plugin.archive(platform),
                    home.resolve("plugins").resolve(kind.get().word() + "-" + plugin.name() + "-v" + version),
                    0));
        } else if (coordinates.unversioned().equals(Product.PULUMI.coordinates())) {
            return Optional.of(new Place(
                    Product.PULUMI.archive(version, platform),
                    home.resolve("versions").resolve(version).resolve("bin"),
                    platform.os().equals("windows") ? 2 : 1));
        }
        return Optional.empty();
    }

    private static void put(ArtifactFile file, Content content, Place place) throws IOException {
        Path temporary = place.folder().resolveSibling(place.folder().getFileName() + ".tmp0");
        remove(temporary);
        Files.createDirectories(temporary);
        try (InputStream in = content.open(file.blob())) {
            if (file.name().endsWith(".zip")) {
                unzip(file.name(), in, temporary, place.stripped());
            } else {
                TarWalk.walk(new GZIPInputStream(in, 1 << 16), (name, type, mode, link, size, bytes) -> {
                    ReleaseArchive.check(file.name(), name, type, link);
                    Optional<Path> path = below(temporary, name, place.stripped());
                    if (path.isPresent()) {
                        entry(path.get(), type, mode, link, bytes);
                    }
                });
            }
            Files.move(temporary, place.folder(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            remove(temporary);
        }
    }

    private static void entry(Path path, char type, int mode, String link, InputStream bytes) throws IOException {
        if (type == '5') {
            Files.createDirectories(path);
        } else {
            Files.createDirectories(path.getParent());
            if (type == '2') {
                Files.createSymbolicLink(path, Path.of(link));
            } else {
                write(bytes, path, mode);
            }
        }
    }

    private static void write(InputStream bytes, Path file, int mode) throws IOException {
        if (Files.isSymbolicLink(file) || Files.exists(file)) {
            throw new FileSystemException(file.toString(), null, "the archive has it twice");
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            bytes.transferTo(out);
        }
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            boolean runs = (mode & 0111) != 0;
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static void unzip(String archive, InputStream in, Path folder, int stripped) throws IOException {
        try (ZipArchiveInputStream zip = new ZipArchiveInputStream(in)) {
            for (ZipArchiveEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                ReleaseArchive.check(archive, entry.getName(), entry.isDirectory() ? '5' : '0', "");
                Optional<Path> path = below(folder, entry.getName(), stripped);
                if (path.isPresent() && !entry.isDirectory()) {
                    entry(path.get(), '0', 0755, "", zip);
                }
            }
        }
    }

    /** Where an entry goes; empty for the folders that are left away. No link is followed on the way. */
    private static Optional<Path> below(Path folder, String name, int stripped) throws IOException {
        List<String> segments = Stream.of(name.split("/", -1))
                .filter(segment -> !segment.isEmpty() && !segment.equals("."))
                .skip(stripped)
                .toList();
        Path path = folder;
        for (String segment : segments) {
            if (Files.isSymbolicLink(path)) {
                throw new FileSystemException(path.toString(), null, "the archive writes through a link");
            }
            path = path.resolve(segment);
        }
        return segments.isEmpty() ? Optional.empty() : Optional.of(path);
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
