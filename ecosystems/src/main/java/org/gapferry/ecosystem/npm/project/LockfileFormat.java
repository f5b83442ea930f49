package org.gapferry.ecosystem.npm.project;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.document.DocumentReader;
import org.gapferry.document.Place;
import org.gapferry.ecosystem.npm.model.NpmProduct;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.manifest.ManifestProblem;

/** The lockfiles of the package managers, by the name of the file. */
public enum LockfileFormat {
    SHRINKWRAP("npm-shrinkwrap.json", NpmProduct.NPM_11),
    PACKAGE_LOCK("package-lock.json", NpmProduct.NPM),
    PNPM_LOCK("pnpm-lock.yaml", NpmProduct.PNPM),
    YARN_LOCK("yarn.lock", NpmProduct.YARN),
    BUN_LOCK("bun.lock", NpmProduct.BUN),
    BUN_BINARY_LOCK("bun.lockb", NpmProduct.BUN);

    /** Of a lockfile; several times more than the largest known. */
    static final int MAX_BYTES = 64 << 20;

    private static final int MAX_VALUES = 8_000_000;
    private static final Pattern MERGE_MARKER = Pattern.compile("(?m)^(?:<{7}|={7}|>{7})(?: |\\r?$)");

    /** Archives of a registry that names them by their digest: {@code .../download/@scope/name/1.0.0/0a1b...}. */
    private static final Pattern BY_DIGEST =
            Pattern.compile("https?://[^/]+/(?:.*/)?download/(?:@[^/]+/)?[^/]+/[0-9][^/]*/[0-9a-f]{40,128}");

    private final String file;
    private final NpmProduct product;

    LockfileFormat(String file, NpmProduct product) {
        this.file = file;
        this.product = product;
    }

    /** The name of the file. */
    public String file() {
        return file;
    }

    /** Who reads it. */
    public NpmProduct product() {
        return product;
    }

    /**
     * The lockfiles of a folder that count: of each manager those that any version of it reads. Up to version 11, npm
     * takes {@code npm-shrinkwrap.json} before {@code package-lock.json}; from 12 on, it knows only the latter. A
     * {@code bun.lock} hides a {@code bun.lockb}.
     */
    public static List<LockfileFormat> in(Path folder) {
        List<LockfileFormat> found = new ArrayList<>(Arrays.stream(values())
                .filter(format -> Files.isRegularFile(folder.resolve(format.file)))
                .toList());
        if (found.contains(BUN_LOCK)) {
            found.remove(BUN_BINARY_LOCK);
        }
        return found;
    }

    /**
     * Reads the lockfile of a folder.
     *
     * @throws org.gapferry.bundle.ProblemException MANIFEST with file and line if it cannot be read, is not whole, or
     *     is of a version that is not known
     */
    public Lockfile read(Path folder) {
        Path path = folder.resolve(file);
        String name = path.toString();
        if (this == BUN_BINARY_LOCK) {
            throw ManifestProblem.PROJECT_UNREADABLE.thrown(
                    name,
                    "the lockfile is binary, and only Bun itself can read it",
                    "write it as text: bun install --save-text-lockfile --frozen-lockfile --lockfile-only");
        }
        byte[] bytes = bytes(path);
        refuseMergeMarkers(name, bytes);
        DocumentReader reader = DocumentReader.of(name, ManifestProblem.PROJECT_UNREADABLE)
                .withSize(MAX_BYTES)
                .withNodes(MAX_VALUES);
        Lockfile lockfile = read(path, reader, bytes);
        for (Lockfile.Locked locked : lockfile.locked()) {
            if (locked.outside().isEmpty() && !PackageSpec.isName(locked.name())) {
                throw ManifestProblem.PROJECT_UNREADABLE.thrown(
                        locked.place(), "the lockfile pins `" + locked.name() + "`, which is not a package name");
            }
        }
        return lockfile;
    }

    private Lockfile read(Path path, DocumentReader reader, byte[] bytes) {
        return switch (this) {
            case SHRINKWRAP, PACKAGE_LOCK -> PackageLock.read(this, reader.json(bytes));
            case PNPM_LOCK -> PnpmLock.read(reader.yamlStream(bytes));
            case YARN_LOCK ->
                BerryLock.isOne(bytes)
                        ? BerryLock.read(reader.yaml(bytes))
                        : YarnLock.read(path.toString(), new String(bytes, StandardCharsets.UTF_8));
            case BUN_LOCK -> BunLock.read(reader.jsonWithComments(bytes));
            case BUN_BINARY_LOCK -> throw new IllegalStateException("binary");
        };
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw ManifestProblem.PROJECT_UNREADABLE.thrown(
                        file.toString(), "the lockfile is larger than " + (MAX_BYTES >> 20) + " MiB");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw ManifestProblem.PROJECT_UNREADABLE
                    .thrown(file.toString(), "the lockfile is unreadable: " + FileReason.of(e))
                    .causedBy(e);
        }
    }

    /** A conflict that nobody resolved: neither side is what the project asks for. */
    static void refuseMergeMarkers(String name, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Matcher marker = MERGE_MARKER.matcher(text);
        if (marker.find() && text.charAt(marker.start()) == '<') {
            int line = 1
                    + (int) text.substring(0, marker.start())
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            throw ManifestProblem.PROJECT_UNREADABLE.thrown(
                    new Place(name, line, 1).toString(),
                    "the file has an unresolved merge conflict",
                    "resolve it, and run the package manager's install there");
        }
    }

    /** A version of a lockfile that nothing is known of. */
    static RuntimeException unknownVersion(String place, String version, String known) {
        return ManifestProblem.PROJECT_UNREADABLE.thrown(
                place,
                "the lockfile has version " + (version.isEmpty() ? "none" : "`" + version + "`") + ", and only " + known
                        + " are known",
                "write it with a package manager that the mirror serves");
    }

    /** An entry without what each has, as where the file ends too early. */
    static ProblemException notWhole(String place, String member) {
        return ManifestProblem.PROJECT_UNREADABLE.thrown(
                place,
                "the entry has no " + member + ", so the lockfile is not whole",
                "restore it, or run the package manager's install there");
    }

    /** True for an archive that does not look like one of a registry. */
    static boolean isOutside(String url, boolean hasIntegrity) {
        boolean web = url.matches("https?://.*");
        boolean usual =
                url.contains("/-/") || hasIntegrity && BY_DIGEST.matcher(url).matches();
        if (url.isEmpty() || web && usual) {
            return false;
        }
        return !web || !hasIntegrity || !url.replaceFirst("[?#].*", "").endsWith(".tgz");
    }
}
