package org.gapferry.ecosystem.npm.model;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.gapferry.version.Semver;
import org.gapferry.version.SemverRange;
import org.jspecify.annotations.Nullable;

/**
 * What npm understands by {@code name@spec} or by the value of a dependency (npm-package-arg 13; the oracle is
 * {@code npm-semver-pick-spec.json}).
 *
 * @param name empty where the text names none
 * @param fetchSpec the version, range, tag or URL; empty where it depends on a folder or a hosting service
 * @param alias for {@link Type#ALIAS} what it stands for, otherwise null
 */
public record PackageSpec(Type type, String name, String fetchSpec, @Nullable PackageSpec alias) {
    public enum Type {
        VERSION,
        RANGE,
        TAG,
        ALIAS,
        GIT,
        REMOTE,
        FILE,
        DIRECTORY;

        /** True for what a registry can answer. */
        public boolean isRegistry() {
            return this == VERSION || this == RANGE || this == TAG || this == ALIAS;
        }
    }

    /** A text that npm refuses. */
    public static final class Refused extends Exception {
        private final String code;

        public Refused(String code, String message) {
            super(message);
            this.code = code;
        }

        /** npm's code, such as EINVALIDTAGNAME. */
        public String code() {
            return code;
        }
    }

    private static final Pattern URL = Pattern.compile("(?i)(?:git[+])?[a-z]+:.*", Pattern.DOTALL);
    private static final Pattern FILE_NAME = Pattern.compile("(?i).*[.](?:tgz|tar\\.gz|tar)", Pattern.DOTALL);
    private static final Pattern PATH = Pattern.compile("(?:[.]|~[/]|[/]|[a-zA-Z]:).*", Pattern.DOTALL);
    private static final Pattern SHORTHAND = Pattern.compile("[^@./:\\s~][^/:@\\s]*/[^/:@\\s#]+(?:#.*)?");
    private static final Pattern HOSTED_PREFIX = Pattern.compile("(?i)(?:github|gitlab|bitbucket|gist|sourcehut):.*");
    private static final Set<String> HOSTED =
            Set.of("github.com", "gitlab.com", "bitbucket.org", "gist.github.com", "git.sr.ht");
    /** Even one in another is refused; of more, a document could make enough to overflow the stack. */
    private static final int MAX_ALIASES = 10;

    private static final Set<String> RESERVED_NAMES = Set.of("node_modules", "favicon.ico");

    /** Reads {@code name}, {@code name@spec} or a spec alone, as on npm's command line. */
    public static PackageSpec parse(String text) throws Refused {
        return parse(text, 0);
    }

    private static PackageSpec parse(String text, int aliases) throws Refused {
        int at = text.indexOf('@', 1);
        String namePart = at > 0 ? text.substring(0, at) : text;
        if (URL.matcher(text).matches()) {
            return resolve("", text, aliases);
        } else if (!namePart.startsWith("@")
                && (namePart.contains("/") || FILE_NAME.matcher(namePart).matches())) {
            return resolve("", text, aliases);
        } else if (at > 0) {
            String spec = text.substring(at + 1);
            return resolve(namePart, spec.isEmpty() ? "*" : spec, aliases);
        }
        return isName(text) ? resolve(text, "*", aliases) : resolve("", text, aliases);
    }

    /**
     * Reads the value of a dependency.
     *
     * @param name empty if there is none
     */
    public static PackageSpec resolve(String name, String spec) throws Refused {
        return resolve(name, spec, 0);
    }

    private static PackageSpec resolve(String name, String spec, int aliases) throws Refused {
        if (!name.isEmpty() && !isName(name)) {
            throw new Refused("EINVALIDPACKAGENAME", "`" + name + "` is not a package name");
        }
        String lower = spec.toLowerCase(Locale.ROOT);
        if (PATH.matcher(spec).matches() || lower.startsWith("file:")) {
            return path(name, spec);
        } else if (lower.startsWith("npm:")) {
            return alias(name, spec.substring(4), aliases + 1);
        } else if (isHosted(spec)) {
            return new PackageSpec(Type.GIT, name, "", null);
        } else if (URL.matcher(spec).matches()) {
            return url(name, spec);
        } else if (spec.contains("/") || FILE_NAME.matcher(spec).matches()) {
            return path(name, spec);
        }
        return registry(name, spec);
    }

    private static PackageSpec path(String name, String spec) {
        return new PackageSpec(FILE_NAME.matcher(spec).matches() ? Type.FILE : Type.DIRECTORY, name, "", null);
    }

    private static PackageSpec alias(String name, String target, int aliases) throws Refused {
        if (aliases > MAX_ALIASES) {
            throw new Refused("EUNSUPPORTEDALIAS", "more than " + MAX_ALIASES + " aliases in each other");
        }
        PackageSpec sub = parse(target, aliases);
        if (sub.type == Type.ALIAS) {
            throw new Refused("EUNSUPPORTEDALIAS", "an alias of an alias: `npm:" + target + "`");
        } else if (!sub.type.isRegistry()) {
            throw new Refused(
                    "EUNSUPPORTEDALIAS", "an alias of something that is in no registry: `npm:" + target + "`");
        }
        return new PackageSpec(Type.ALIAS, name, "", sub);
    }

    private static boolean isHosted(String spec) {
        if (HOSTED_PREFIX.matcher(spec).matches() || SHORTHAND.matcher(spec).matches()) {
            return true;
        }
        try {
            URI url = URI.create(spec.replaceFirst("^git\\+", "").replaceFirst("#.*", ""));
            if (url.getHost() == null || !HOSTED.contains(url.getHost().replaceFirst("^www\\.", ""))) {
                return false;
            }
            List<String> segments =
                    List.of(String.valueOf(url.getPath()).replaceFirst("^/", "").split("/", -1));
            return segments.size() == 2
                    || segments.size() > 2 && segments.get(2).matches("|tree");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static PackageSpec url(String name, String spec) throws Refused {
        String scheme = spec.substring(0, spec.indexOf(':')).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "git", "git+http", "git+https", "git+rsync", "git+ftp", "git+file", "git+ssh" ->
                new PackageSpec(Type.GIT, name, spec.replaceFirst("#.*", "").replaceFirst("^git\\+", ""), null);
            case "http", "https" -> new PackageSpec(Type.REMOTE, name, spec, null);
            default -> throw new Refused("EUNSUPPORTEDPROTOCOL", "npm does not know `" + scheme + ":`");
        };
    }

    private static PackageSpec registry(String name, String spec) throws Refused {
        String trimmed = spec.strip();
        if (Semver.parse(trimmed, true).isPresent()) {
            return new PackageSpec(Type.VERSION, name, trimmed, null);
        } else if (SemverRange.parse(trimmed, SemverRange.Mode.LOOSE).isPresent()) {
            return new PackageSpec(Type.RANGE, name, trimmed.isEmpty() ? "*" : trimmed, null);
        } else if (!URLEncoder.encode(trimmed, StandardCharsets.UTF_8)
                .replaceAll("%(?:21|27|28|29|7E)", "")
                .equals(trimmed.replaceAll("[!'()~]", ""))) {
            throw new Refused("EINVALIDTAGNAME", "`" + trimmed + "` is neither a version, nor a range, nor a tag");
        }
        return new PackageSpec(Type.TAG, name, trimmed, null);
    }

    /** True for names that a registry may hold, old ones with capitals included (validate-npm-package-name). */
    public static boolean isName(String name) {
        if (name.isEmpty() || !name.equals(name.strip()) || RESERVED_NAMES.contains(name.toLowerCase(Locale.ROOT))) {
            return false;
        }
        String base = name;
        if (name.startsWith("@")) {
            int slash = name.indexOf('/');
            if (slash < 2 || !isUrlSafe(name.substring(1, slash))) {
                return false;
            }
            base = name.substring(slash + 1);
        } else if (name.startsWith("_")) {
            return false;
        }
        return !base.startsWith(".") && isUrlSafe(base);
    }

    private static boolean isUrlSafe(String text) {
        return text.matches("[A-Za-z0-9._~!'()*-]+");
    }

    /** The name in a URL: the scope's slash is escaped. */
    public Optional<String> escapedName() {
        return name.isEmpty() ? Optional.empty() : Optional.of(escaped(name));
    }

    public static String escaped(String name) {
        return name.replace("/", "%2f");
    }
}
