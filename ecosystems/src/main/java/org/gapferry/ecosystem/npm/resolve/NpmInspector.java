package org.gapferry.ecosystem.npm.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.document.DocumentReader;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmPointers;
import org.gapferry.ecosystem.npm.model.NpmProblem;
import org.gapferry.ecosystem.npm.model.PackageName;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.npm.project.Lockfile;
import org.gapferry.ecosystem.npm.project.LockfileFormat;
import org.gapferry.ecosystem.npm.project.NpmProject;
import org.gapferry.ecosystem.npm.project.PackageLock;
import org.gapferry.ecosystem.request.CompanionReader;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.PackageDocument;
import org.gapferry.ecosystem.resolve.Inspector;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.manifest.ManifestProblem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the bytes of a package say beside its manifest: what bundled packages need that is not bundled with them, since
 * npm asks for it when it lays out a tree; what a shrinkwrap pins; and what install scripts need that no registry
 * serves.
 */
public final class NpmInspector implements Inspector {
    private static final String SHRINKWRAP = "npm-shrinkwrap.json";
    private static final long MAX_SCRIPTS = 64L << 20;

    private final long maxScripts;

    public NpmInspector() {
        this(MAX_SCRIPTS);
    }

    /** @param maxScripts how many bytes of scripts are read of one archive */
    NpmInspector(long maxScripts) {
        this.maxScripts = maxScripts;
    }

    /** What was read of one archive. */
    private final class Contents implements PackageArchive.Visitor {
        private final Map<String, JsonNode> bundled = new HashMap<>();
        private final Map<String, byte[]> scripts = new HashMap<>();
        private @Nullable JsonNode manifest;
        private final List<String> tooLarge = new ArrayList<>();
        private Optional<Lockfile> shrinkwrap = Optional.empty();
        private long size;
        private boolean passedOver;

        @Override
        public boolean wants(String path) {
            return path.equals(NpmProject.MANIFEST)
                    || path.equals(SHRINKWRAP)
                    || path.matches("(?:node_modules/(?:@[^/]+/)?[^/]+/)+package\\.json")
                    || isRead(path);
        }

        private boolean isRead(String path) {
            boolean script = InstallScripts.wants(path);
            passedOver |= script && size >= maxScripts;
            return script && size < maxScripts;
        }

        @Override
        public void take(String path, byte[] content) throws IOException {
            if (path.equals(SHRINKWRAP)) {
                shrinkwrap = Optional.of(shrinkwrap(content));
            } else if (path.equals(NpmProject.MANIFEST)) {
                manifest = PackageArchive.json(path, content);
            } else if (path.endsWith("/package.json")) {
                bundled.put(
                        path.substring(0, path.length() - "/package.json".length()),
                        PackageArchive.json(path, content));
            } else {
                scripts.put(path, content);
                size += content.length;
            }
        }

        @Override
        public void tooLarge(String path) throws IOException {
            if (path.endsWith(".json")) {
                PackageArchive.Visitor.super.tooLarge(path);
            }
            tooLarge.add(path);
        }
    }

    @Override
    public Inspection inspect(ResolvedArtifact artifact, Opener files, CompanionReader companions) throws IOException {
        Map<String, DerivedRequirement> requirements = new LinkedHashMap<>();
        List<String> flags = new ArrayList<>();
        List<Problem> notes = new ArrayList<>();
        for (SourceFile file : artifact.files()) {
            if (!file.name().equals(PackageName.tarball(artifact.coordinates()))) {
                continue; // a further name of the same bytes
            }
            Contents contents = new Contents();
            try (InputStream in = files.open(file)) {
                PackageArchive.walk(in, contents);
            }
            needsOfBundled(contents.bundled, requirements);
            contents.shrinkwrap.ifPresent(shrinkwrap -> pinned(shrinkwrap, requirements));
            if (contents.manifest != null) {
                CompanionReader.Companions needed = companions.read(
                        new PackageDocument(artifact.coordinates(), NpmProject.MANIFEST, contents.manifest));
                needed.requirements()
                        .forEach(companion ->
                                requirements.putIfAbsent(companion.ecosystem() + " " + companion.text(), companion));
                notes.addAll(needed.notes());
            }
            if (contents.manifest != null && InstallScripts.isThere(contents.manifest)) {
                InstallScripts scripts = new InstallScripts(contents.manifest);
                contents.scripts.forEach(scripts::take);
                InstallScripts.Verdict verdict = scripts.verdict();
                flags.addAll(verdict.flags());
                unread(artifact.coordinates(), contents).ifPresent(notes::add);
                if (!verdict.download().isEmpty()) {
                    notes.add(NpmProblem.DOWNLOADS_AT_INSTALL.at(
                            artifact.coordinates().toString(), "its install script downloads " + verdict.download()));
                }
            }
        }
        return new Inspection(new ArrayList<>(requirements.values()), flags, notes);
    }

    /** What of a package with install scripts was too large to look for downloads in. */
    private Optional<Problem> unread(Coordinates coordinates, Contents contents) {
        if (contents.passedOver) {
            return Optional.of(NpmProblem.SCRIPTS_NOT_READ.at(
                    coordinates.toString(),
                    "it has install scripts, and more than " + maxScripts
                            + " bytes of scripts, of which the rest was not inspected",
                    "read its install scripts: what they download must be transferred separately"));
        }
        return contents.tooLarge.stream()
                .min(String::compareTo)
                .map(first -> NpmProblem.SCRIPT_NOT_READ.at(
                        coordinates.toString(),
                        "it has install scripts, and `" + first + "` is too large to be inspected"));
    }

    private static Lockfile shrinkwrap(byte[] content) throws IOException {
        try {
            return PackageLock.read(
                    LockfileFormat.SHRINKWRAP,
                    DocumentReader.of(SHRINKWRAP, ManifestProblem.PROJECT_UNREADABLE)
                            .withSize(content.length)
                            .json(content));
        } catch (ProblemException e) {
            throw new IOException(e.first().sentence(), e);
        }
    }

    /** npm takes the tree below a package from its shrinkwrap; only what it needs for use counts. */
    private static void pinned(Lockfile shrinkwrap, Map<String, DerivedRequirement> requirements) {
        for (Lockfile.Locked locked : shrinkwrap.locked()) {
            String text = locked.name() + "@" + locked.version();
            if (!locked.development()
                    && locked.outside().isEmpty()
                    && isRegistrySpec(locked.name(), locked.version())) {
                requirements.putIfAbsent(
                        text, new DerivedRequirement(NpmPointers.TYPE, text, "pins " + text + " in its shrinkwrap"));
            }
        }
    }

    private static void needsOfBundled(Map<String, JsonNode> bundled, Map<String, DerivedRequirement> requirements) {
        for (String path : new TreeSet<>(bundled.keySet())) {
            JsonNode manifest = bundled.get(path);
            if (manifest != null) {
                needs(manifest).forEach((name, spec) -> {
                    if (!isInReach(name, path, bundled.keySet()) && isRegistrySpec(name, spec)) {
                        String text = name + "@" + spec;
                        requirements.putIfAbsent(
                                text,
                                new DerivedRequirement(
                                        NpmPointers.TYPE, text, "bundles " + path + ", which needs " + text));
                    }
                });
            }
        }
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
}
