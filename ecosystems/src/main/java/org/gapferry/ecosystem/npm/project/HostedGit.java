package org.gapferry.ecosystem.npm.project;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gapferry.version.SemverRange;

/**
 * A repository on one of the hosts that hand out archives of a commit.
 *
 * @param committish a commit, branch or tag, or {@code semver:RANGE}; empty for the default branch
 * @param folder of the package in the repository; empty for its top
 */
public record HostedGit(Host host, String user, String project, String committish, String folder) {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /**
     * Where a host has its repositories and archives.
     *
     * @param name as it stands in URLs
     * @param shortcut as npm abbreviates it
     * @param repository URL with {@code {user}} and {@code {project}}
     * @param archive URL with {@code {commit}} too
     */
    public record Host(String name, String shortcut, String repository, String archive) {}

    /** The hosts that npm itself knows by name. */
    public static final List<Host> KNOWN = List.of(
            new Host(
                    "github.com",
                    "github",
                    "https://github.com/{user}/{project}.git",
                    "https://codeload.github.com/{user}/{project}/tar.gz/{commit}"),
            new Host(
                    "gitlab.com",
                    "gitlab",
                    "https://gitlab.com/{user}/{project}.git",
                    "https://gitlab.com/{user}/{project}/-/archive/{commit}/{project}-{commit}.tar.gz"),
            new Host(
                    "bitbucket.org",
                    "bitbucket",
                    "https://bitbucket.org/{user}/{project}.git",
                    "https://bitbucket.org/{user}/{project}/get/{commit}.tar.gz"));

    /** Reads what npm understands as a repository on one of the hosts. */
    public static Optional<HostedGit> parse(String text, List<Host> hosts) {
        int hash = text.indexOf('#');
        String place = hash < 0 ? text : text.substring(0, hash);
        String committish = "";
        String folder = "";
        for (String part : (hash < 0 ? "" : text.substring(hash + 1)).split("::", -1)) {
            if (part.startsWith("path:")) {
                folder = part.substring("path:".length()).replaceAll("^/+|/+$", "");
            } else if (!part.isEmpty()) {
                committish = part;
            }
        }
        for (Host host : hosts) {
            String name = Pattern.quote(host.name());
            Matcher matcher = Pattern.compile(
                            "(?:" + host.shortcut() + ":|(?:git\\+)?(?:https?|ssh|git)://(?:[^@/]*@)?(?:www\\.)?" + name
                                    + "[/:]|(?:git@)" + name + ":)([^/#:]+)/([^/#]+?)(?:\\.git)?/?")
                    .matcher(place);
            boolean isDefault = host.equals(hosts.get(0));
            Matcher shorthand = Pattern.compile("([^@./:\\s~][^/:@\\s]*)/([^/:@\\s#]+?)(?:\\.git)?")
                    .matcher(place);
            Matcher found = matcher.matches() ? matcher : isDefault && shorthand.matches() ? shorthand : null;
            if (found != null) {
                return Optional.of(new HostedGit(host, found.group(1), found.group(2), committish, folder));
            }
        }
        return Optional.empty();
    }

    /** The hosts that its refs and archives are on. */
    List<String> hosts() {
        return Stream.of(refs(), archive("0".repeat(40)))
                .map(URI::getHost)
                .distinct()
                .toList();
    }

    private String fill(String template, String commit) {
        return template.replace("{user}", user).replace("{project}", project).replace("{commit}", commit);
    }

    /** Where the repository lists its branches and tags (gitprotocol-http). */
    public URI refs() {
        return URI.create(fill(host.repository(), "") + "/info/refs?service=git-upload-pack");
    }

    public URI archive(String commit) {
        return URI.create(fill(host.archive(), commit));
    }

    /** The commit itself, if that is what was asked for. */
    public Optional<String> commit() {
        return COMMIT.matcher(committish).matches() ? Optional.of(committish) : Optional.empty();
    }

    /**
     * The commit that is meant, from the list of branches and tags; empty if there is none.
     *
     * @param listing pkt-lines as the repository sends them
     */
    public Optional<String> commit(String listing) {
        Map<String, String> refs = new TreeMap<>();
        Matcher line = Pattern.compile("([0-9a-f]{40}) ([^\\u0000\\n]+)").matcher(listing);
        while (line.find()) {
            refs.put(line.group(2), line.group(1));
        }
        if (committish.startsWith("semver:")) {
            return SemverRange.parse(committish.substring("semver:".length()), SemverRange.Mode.LOOSE)
                    .flatMap(range -> range.highest(refs.keySet().stream()
                            .filter(ref -> ref.startsWith("refs/tags/") && !ref.endsWith("^{}"))
                            .map(ref -> ref.substring("refs/tags/".length()))
                            .toList()))
                    .flatMap(tag -> peeled(refs, "refs/tags/" + tag));
        }
        for (String ref : committish.isEmpty()
                ? List.of("HEAD")
                : List.of("refs/tags/" + committish, "refs/heads/" + committish, committish)) {
            Optional<String> found = peeled(refs, ref);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** An annotated tag leads to a commit by its peeled entry. */
    private static Optional<String> peeled(Map<String, String> refs, String ref) {
        return Optional.ofNullable(refs.getOrDefault(ref + "^{}", refs.get(ref)));
    }
}
