package org.gapferry.ecosystem.npm.project;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.npm.model.NpmProblem;
import org.gapferry.ecosystem.npm.model.NpmProduct;

/**
 * The hosts that clients ask for archives because a lockfile names them, whatever registry they are pointed at. npm
 * replaces one of them by itself; the others, none.
 */
final class LockfileHosts {
    /** The SHA-256 of the host that npm replaces by its registry, unless it is told to replace all or none. */
    private static final String REPLACED_BY_NPM = "0dc11026ac75c015aaa1deafff4a7a54ef6d0cf6b3c7f9b1d2c8f3502929aa9e";

    private LockfileHosts() {}

    /** What to do about them; empty if a client asks only its registry. */
    static Optional<Problem> note(Path file, Lockfile lockfile) {
        Map<String, Integer> hosts = new TreeMap<>();
        for (Lockfile.Locked locked : lockfile.locked()) {
            host(locked.url())
                    .filter(host -> !lockfile.product().isNpm() || !isReplaced(host))
                    .ifPresent(host -> hosts.merge(host, 1, Integer::sum));
        }
        if (hosts.isEmpty()) {
            return Optional.empty();
        }
        String list = hosts.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
        return Optional.of(NpmProblem.LOCK_ASKS_HOSTS.at(
                file.toString(),
                "an install from this lockfile asks for archives at the hosts in it, whatever its registry is: " + list
                        + "; " + hint(lockfile.product(), file)));
    }

    private static String hint(NpmProduct product, Path file) {
        return switch (product) {
            case NPM, NPM_11 ->
                "inside, before the install: npm config set replace-registry-host always --location project";
            case YARN_1 ->
                "inside, before the install: sed -i -E \"s#^(  resolved \\\")https?://[^/]+/#\\1$npm_config_registry#\" "
                        + file.getFileName();
            case PNPM ->
                "write it again with the default registry: delete the `tarball:` fields of " + file.getFileName()
                        + ", then pnpm install --lockfile-only";
            case YARN ->
                "write it again with the default registry: delete `::__archiveUrl=...` in " + file.getFileName()
                        + ", then yarn install --mode=update-lockfile";
            case BUN ->
                "write it again with the default registry: delete " + file.getFileName()
                        + ", then bun install --lockfile-only";
        };
    }

    private static Optional<String> host(String url) {
        try {
            String host = URI.create(url).getHost();
            return Optional.ofNullable(host).map(name -> name.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isReplaced(String host) {
        return Digest.of(host.getBytes(StandardCharsets.UTF_8)).hex().equals(REPLACED_BY_NPM);
    }
}
