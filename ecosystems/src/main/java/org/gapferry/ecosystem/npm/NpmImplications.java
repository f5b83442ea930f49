package org.gapferry.ecosystem.npm;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.gapferry.ecosystem.Implications;
import org.gapferry.ecosystem.ImpliedWish;
import org.gapferry.ecosystem.ResolvedArtifact;
import org.gapferry.ecosystem.SourceFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What bundled packages need that is not bundled with them: npm asks for it when it lays out a tree. The tarball is read as a stream, within
 * limits; only the package.json files in it are held.
 */
final class NpmImplications implements Implications {
    private static final int MAX_MANIFEST = 4 << 20;
    private static final long MAX_INFLATED = 4L << 30;
    private static final int MAX_ENTRIES = 500_000;

    @Override
    public List<ImpliedWish> implied(ResolvedArtifact artifact, Opener files) throws IOException {
        Map<String, JsonNode> bundled = new HashMap<>();
        for (SourceFile file : artifact.files()) {
            try (InputStream in = files.open(file)) {
                readManifests(in, bundled);
            } catch (IllegalArgumentException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        Map<String, ImpliedWish> wishes = new LinkedHashMap<>();
        for (String path : new TreeSet<>(bundled.keySet())) {
            JsonNode manifest = bundled.get(path);
            if (manifest != null) {
                needs(manifest).forEach((name, spec) -> {
                    if (!isInReach(name, path, bundled.keySet()) && isRegistrySpec(name, spec)) {
                        String text = name + "@" + spec;
                        wishes.putIfAbsent(
                                text, new ImpliedWish(Npm.ID, text, "bundles " + path + ", which needs " + text));
                    }
                });
            }
        }
        return new ArrayList<>(wishes.values());
    }

    private static Map<String, String> needs(JsonNode manifest) {
        Map<String, String> needs = new LinkedHashMap<>(NpmJson.texts(manifest, "dependencies"));
        NpmJson.texts(manifest, "optionalDependencies").keySet().forEach(needs::remove);
        return needs;
    }

    private static boolean isRegistrySpec(String name, String spec) {
        try {
            return PackageSpec.resolve(name, spec).type().isRegistry();
        } catch (PackageSpec.Refused e) {
            return false;
        }
    }

    /** True if Node would find the name in the bundle, from the package at the path upwards. */
    private static boolean isInReach(String name, String path, Set<String> bundled) {
        for (String from = path; ; ) {
            if (bundled.contains(from + "/node_modules/" + name)) {
                return true;
            }
            int parent = from.lastIndexOf("/node_modules/");
            if (parent < 0) {
                return bundled.contains("node_modules/" + name);
            }
            from = from.substring(0, parent);
        }
    }

    /** Keys are paths of packages such as {@code node_modules/a/node_modules/b}. */
    private static void readManifests(InputStream in, Map<String, JsonNode> manifests) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new Limited(new GZIPInputStream(new BufferedInputStream(in))))) {
            int entries = 0;
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (++entries > MAX_ENTRIES) {
                    throw new IOException("more than " + MAX_ENTRIES + " entries");
                }
                String name = entry.getName();
                int top = name.indexOf('/');
                if (top < 0
                        || !entry.isFile()
                        || !name.substring(top).matches("(?:/node_modules/(?:@[^/]+/)?[^/]+)+/package\\.json")) {
                    continue;
                }
                byte[] bytes = tar.readNBytes(MAX_MANIFEST + 1);
                if (bytes.length > MAX_MANIFEST) {
                    throw new IOException(name + " is larger than " + MAX_MANIFEST + " bytes");
                }
                try {
                    manifests.put(
                            name.substring(top + 1, name.length() - "/package.json".length()), NpmJson.read(bytes));
                } catch (JacksonException e) {
                    throw new IOException(name + " is not JSON", e);
                }
            }
        }
    }

    /** Ends a stream that inflates to more than any package has. */
    private static final class Limited extends java.io.FilterInputStream {
        private long left = MAX_INFLATED;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            left -= Math.max(0, count);
            if (left < 0) {
                throw new IOException("inflates to more than " + MAX_INFLATED + " bytes");
            }
            return count;
        }
    }
}
