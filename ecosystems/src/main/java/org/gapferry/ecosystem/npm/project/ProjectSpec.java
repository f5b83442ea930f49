package org.gapferry.ecosystem.npm.project;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.bundle.ProblemException;
import org.gapferry.manifest.ManifestProblem;

/** The protocols that only a project's own files may use, put into those that npm knows. */
final class ProjectSpec {
    private static final int MAX_NESTED = 10;
    private static final Pattern CATALOG = Pattern.compile("catalog:(.*)");
    private static final Pattern PATCH = Pattern.compile("patch:(@?[^@]+)@([^#]*).*");
    private static final Pattern RANGE_OF_NPM = Pattern.compile("npm:([\\^~<>=v0-9*xX].*)");
    private static final Pattern JSR_RANGE = Pattern.compile("jsr:([\\^~<>=v0-9*xX].*)");
    private static final Pattern JSR = Pattern.compile("jsr:@([^/]+)/([^@]+)(?:@(.*))?");
    private static final Pattern SCOPED = Pattern.compile("@([^/]+)/(.+)");

    private ProjectSpec() {}

    /**
     * What npm would write for a dependency.
     *
     * @param place of the file that has it
     * @throws ProblemException MANIFEST if it names a catalog that has nothing of that name
     */
    static String resolve(WorkspaceRoot root, String place, String name, String text) {
        String spec = text;
        for (int i = 0; i < MAX_NESTED; i++) {
            Optional<String> next = next(root, place, name, spec);
            if (next.isEmpty()) {
                return spec;
            }
            spec = next.get();
        }
        return spec;
    }

    private static Optional<String> next(WorkspaceRoot root, String place, String name, String spec) {
        Matcher catalog = CATALOG.matcher(spec);
        if (catalog.matches()) {
            String wanted = catalog.group(1).strip();
            return Optional.of(root.ofCatalog(wanted, name)
                    .filter(found -> !found.startsWith("catalog:"))
                    .orElseThrow(() -> ManifestProblem.PROJECT_UNREADABLE.thrown(
                            place,
                            "the dependency `" + name + "` is `" + spec + "`, and "
                                    + (wanted.isEmpty() ? "the catalog" : "the catalog `" + wanted + "`")
                                    + " has no `" + name + "`",
                            "add it to the catalog in " + WorkspaceRoot.PNPM_WORKSPACE + ", "
                                    + WorkspaceRoot.YARN_SETTINGS + " or package.json")));
        }
        Matcher patch = PATCH.matcher(spec);
        if (patch.matches()) {
            return Optional.of(decoded(patch.group(2)));
        }
        Matcher range = RANGE_OF_NPM.matcher(spec);
        if (range.matches()) {
            return Optional.of(range.group(1));
        }
        return jsr(name, spec);
    }

    /** JSR has a registry of npm's kind, in which {@code @scope/name} is {@code @jsr/scope__name}. */
    private static Optional<String> jsr(String name, String spec) {
        Matcher other = JSR.matcher(spec);
        if (other.matches()) {
            String range = other.group(3) == null ? "*" : other.group(3);
            return Optional.of("npm:@jsr/" + other.group(1) + "__" + other.group(2) + "@" + range);
        }
        Matcher range = JSR_RANGE.matcher(spec);
        Matcher scoped = SCOPED.matcher(name);
        return range.matches() && scoped.matches()
                ? Optional.of("npm:@jsr/" + scoped.group(1) + "__" + scoped.group(2) + "@" + range.group(1))
                : Optional.empty();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
