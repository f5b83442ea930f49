package org.gapferry.ecosystem.npm.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gapferry.archive.ArchiveLimits;
import org.gapferry.archive.EntryPath;
import org.gapferry.archive.TarEntries;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.project.NpmProject;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Walks a package's archive as a stream, within limits; nothing is ever unpacked to a disk. */
public final class PackageArchive {
    private static final int MAX_FILE = 4 << 20;
    private static final ArchiveLimits LIMITS = ArchiveLimits.DEFAULT;
    private static final Pattern ROOT = Pattern.compile("^(?:[A-Za-z]:|[/\\\\])++");

    private PackageArchive() {}

    /** Chooses files by their path below the archive's top folder, and takes them. */
    interface Visitor {
        boolean wants(String path);

        void take(String path, byte[] content) throws IOException;

        /** A file that was wanted is larger than any such file is. */
        default void tooLarge(String path) throws IOException {
            throw new IOException(path + " is larger than " + MAX_FILE + " bytes");
        }
    }

    /** @throws IOException if it is not an archive, or larger than any package is */
    static void walk(InputStream in, Visitor visitor) throws IOException {
        TarEntries.readGzip(in, LIMITS, entry -> {
            Optional<String> path = pathInPackage(entry.name());
            if (entry.isFile() && path.filter(visitor::wants).isPresent()) {
                if (entry.size() > MAX_FILE) {
                    visitor.tooLarge(path.get());
                } else {
                    visitor.take(path.get(), entry.read(MAX_FILE));
                }
            }
        });
    }

    /**
     * npm leaves out what is before the first slash, then what makes the rest absolute, and takes no name that leads
     * out.
     */
    private static Optional<String> pathInPackage(String name) {
        int top = name.indexOf('/');
        return top < 0
                ? Optional.empty()
                : EntryPath.ifSafe(ROOT.matcher(name.substring(top + 1)).replaceFirst(""))
                        .map(EntryPath::text);
    }

    /** A file of JSON. */
    static JsonNode json(String path, byte[] bytes) throws IOException {
        try {
            return NpmJson.read(bytes);
        } catch (JacksonException e) {
            throw new IOException(path + " is not JSON", e);
        }
    }

    /**
     * The package.json of the package in a folder of the archive.
     *
     * @param folder empty for the top
     */
    static Optional<JsonNode> manifest(InputStream in, String folder) throws IOException {
        String wanted = (folder.isEmpty() ? "" : folder + "/") + NpmProject.MANIFEST;
        JsonNode[] found = new JsonNode[1];
        walk(in, new Visitor() {
            @Override
            public boolean wants(String path) {
                return path.equals(wanted);
            }

            @Override
            public void take(String path, byte[] content) throws IOException {
                found[0] = json(path, content);
            }
        });
        return Optional.ofNullable(found[0]).filter(JsonNode::isObject);
    }
}
