package org.gapferry.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.transport.Credentials;
import org.gapferry.transport.Network;
import org.gapferry.transport.Proxies;
import org.gapferry.transport.TlsTrust;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How upstreams are reached: options beside what the environment says. */
public final class NetworkOptions {
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,6})([smhd])");

    @Option(
            names = "--ca",
            paramLabel = "PEM",
            description = "Certificate authorities to trust in TLS, in addition to Java's and those of SSL_CERT_FILE.")
    private List<Path> authorities = new ArrayList<>();

    @Option(
            names = "--proxy",
            defaultValue = "",
            paramLabel = "URL",
            description =
                    "The proxy for all hosts except those in NO_PROXY: http://, https:// or socks5://HOST:PORT. Without it, HTTPS_PROXY, HTTP_PROXY and ALL_PROXY are used.")
    @SuppressWarnings("NullAway.Init")
    private String proxy;

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description =
                    "A YAML file with credentials by host: registry.example.test: {token: \"$${REGISTRY_TOKEN}\"}. Hosts that are not in it use GAPFERRY_TOKEN_<HOST>, the clients' own files, and netrc.")
    private @Nullable Path credentials;

    /** As a name of its own: an export may not take longer. */
    public static final class TimeLimit {
        @Option(
                names = "--time-limit",
                defaultValue = "",
                paramLabel = "TIME",
                description = "Stop after this long, such as 90m or 6h. Completed downloads are kept for the next run.")
        @SuppressWarnings("NullAway.Init")
        private String limit;

        /** Empty for no limit. */
        public Optional<Instant> until(ProcessContext context) {
            if (limit.isEmpty()) {
                return Optional.empty();
            }
            Matcher time = TIME.matcher(limit);
            if (!time.matches()) {
                throw CliProblem.BAD_OPTION.thrown(
                        "--time-limit",
                        "invalid duration `" + limit + "`",
                        "write: --time-limit 90m; the units are s, m, h and d");
            }
            long count = Long.parseLong(time.group(1));
            Duration duration =
                    switch (time.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    };
            return Optional.of(context.clock().instant().plus(duration));
        }
    }

    /**
     * @throws org.gapferry.bundle.ProblemException USAGE, UPSTREAM or CREDENTIALS if something that is named cannot be
     * used
     */
    public Network network(ProcessContext context, Optional<Instant> until) {
        Proxies proxies = Proxies.of(context.variables());
        if (!proxy.isEmpty()) {
            proxies = proxies.all(proxy, "--proxy");
        }
        TlsTrust named = TlsTrust.of(authorities);
        for (String certificate : named.outOfDate(context.clock().instant())) {
            context.err().println("warning: --ca: the certificate has expired: " + certificate);
        }
        Path file = credentials;
        CredentialsFile read = file == null
                ? new CredentialsFile(List.of(), List.of())
                : CredentialsFile.read(file, context.variables());
        return new Network(
                named.and(TlsTrust.of(List.of(), context.variables())),
                proxies,
                new Credentials(read.credentials()),
                read.certificates(),
                until);
    }
}
