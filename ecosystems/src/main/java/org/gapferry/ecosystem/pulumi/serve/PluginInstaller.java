package org.gapferry.ecosystem.pulumi.serve;

import java.io.IOException;
import java.io.InputStream;
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
import org.gapferry.archive.ArchiveEntry;
import org.gapferry.archive.EntryPath;
import org.gapferry.archive.EntryType;
import org.gapferry.archive.TarEntries;
import org.gapferry.archive.UnpackedTree;
import org.gapferry.archive.ZipEntries;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.ecosystem.client.ClientCache;
import org.gapferry.ecosystem.pulumi.model.Platform;
import org.gapferry.ecosystem.pulumi.model.Plugin;
import org.gapferry.ecosystem.pulumi.model.PluginKind;
import org.gapferry.ecosystem.pulumi.model.Product;
import org.gapferry.ecosystem.pulumi.model.PulumiCoordinates;
import org.gapferry.ecosystem.pulumi.model.ReleaseArchive;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.Cursor;
import org.gapferry.manifest.Target;

/**
 * {@code $PULUMI_HOME}: each plugin in {@code plugins/KIND-NAME-vVERSION/}, each CLI in {@code versions/VERSION/bin/},
 * where the Automation API and the package {@code pulumi} of npm look for it. Each is unpacked beside its place and
 * moved there when it is whole.
 */
public final class PluginInstaller implements ClientCache {
    /** Where an archive is unpacked, and how many folders of it are left away. */
    private record Place(String archive, Path folder, int stripped) {}

    @Override
    public List<String> fill(Catalog catalog, Content content, Target target, Path home, Consumer<String> progress)
            throws IOException {
        List<String> filled = new ArrayList<>();
        Cursor<Coordinates> packages = catalog.packages(PulumiCoordinates.TYPE);
        while (packages.hasNext()) {
            Cursor<Artifact> versions = catalog.artifacts(packages.next());
            while (versions.hasNext()) {
                Artifact artifact = versions.next();
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
            UnpackedTree tree = ReleaseArchive.tree(file.name());
            ArchiveEntry.Visitor unpack = entry -> {
                EntryPath path = tree.add(entry).strip(place.stripped());
                if (!path.isRoot()) {
                    unpack(entry, temporary.resolve(path.text()));
                }
            };
            if (file.name().endsWith(".zip")) {
                unzip(in, temporary.resolveSibling(temporary.getFileName() + ".zip"), unpack);
            } else {
                TarEntries.readGzip(in, ReleaseArchive.LIMITS, unpack);
            }
            Files.move(temporary, place.folder(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            remove(temporary);
        }
    }

    /** The directory of a zip archive is at its end, so that it lies on the disk while it is read. */
    private static void unzip(InputStream in, Path zip, ArchiveEntry.Visitor unpack) throws IOException {
        try {
            Files.copy(in, zip, StandardCopyOption.REPLACE_EXISTING);
            try (ZipEntries entries = ZipEntries.open(zip, ReleaseArchive.LIMITS)) {
                entries.visit(unpack);
            }
        } finally {
            Files.deleteIfExists(zip);
        }
    }

    private static void unpack(ArchiveEntry entry, Path path) throws IOException {
        if (entry.type() == EntryType.FOLDER) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.type() == EntryType.SYMBOLIC_LINK) {
            Files.createSymbolicLink(path, Path.of(entry.link()));
            return;
        }
        try (InputStream bytes = entry.content().open()) {
            Files.copy(bytes, path, StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            boolean runs = entry.mode() == 0 || (entry.mode() & 0111) != 0; // zip archives of Windows have no mode
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
        }
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
