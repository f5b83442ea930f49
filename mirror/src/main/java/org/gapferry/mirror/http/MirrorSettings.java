package org.gapferry.mirror.http;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gapferry.mirror.store.StoreProblem;

/**
 * Where the mirror listens, what it is called, and how much it bears.
 *
 * @param doors at least one that serves everything, then those that serve one ecosystem at their root
 * @param operations where health and metrics are answered instead; always plain HTTP
 * @param tls for HTTPS on all doors; empty for plain HTTP
 * @param tokens a file of read tokens; empty if everybody may read
 * @param accessLog the file of the access log
 * @param limits what clients may cost
 */
public record MirrorSettings(
        List<Door> doors,
        Optional<Listen> operations,
        Optional<TlsFiles> tls,
        Optional<Path> tokens,
        Optional<Path> accessLog,
        Limits limits) {

    public MirrorSettings {
        doors = List.copyOf(doors);
    }

    /**
     * An address, and what clients call it.
     *
     * @param root the id of the one ecosystem that is served there, at the root; empty for everything
     * @param publicUrl ending with a slash; empty for the listen address
     */
    public record Door(Listen listen, String root, String publicUrl) {
        /** The base of all absolute URLs, once the port is known. */
        URI base(int boundPort, boolean secure) {
            return URI.create(
                    publicUrl.isEmpty()
                            ? (secure ? "https://" : "http://") + listen.host() + ":" + boundPort + "/"
                            : publicUrl);
        }
    }

    /**
     * What clients may cost.
     *
     * @param connections how many may be connected at a time; others wait
     * @param headSeconds how long the head of one request may take
     */
    public record Limits(int connections, int headSeconds) {
        public static final Limits STANDARD = new Limits(10_000, 20);
    }

    /**
     * One door for everything.
     *
     * @param listen {@code HOST:PORT}
     * @param publicUrl empty for the listen address
     * @throws org.gapferry.bundle.ProblemException USAGE
     */
    public static MirrorSettings parse(String listen, String publicUrl) {
        return parse(List.of(listen), publicUrl, List.of());
    }

    /**
     * Several doors.
     *
     * @param roots each {@code ECOSYSTEM=HOST:PORT}, or {@code ECOSYSTEM=HOST:PORT,PUBLIC-URL}
     */
    public static MirrorSettings parse(List<String> listen, String publicUrl, List<String> roots) {
        List<Door> doors = new ArrayList<>();
        for (String text : listen) {
            doors.add(door("--listen", text, "", "--public-url", publicUrl));
        }
        for (String root : roots) {
            String[] parts = root.split("[=,]", 3);
            if (parts.length < 2) {
                throw StoreProblem.BAD_ADDRESS.thrown(
                        "--root", "`" + root + "` is not ECOSYSTEM=HOST:PORT", "write: --root npm=127.0.0.1:8081");
            }
            doors.add(door("--root", parts[1], parts[0], "--root", parts.length > 2 ? parts[2] : ""));
        }
        return new MirrorSettings(
                doors, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Limits.STANDARD);
    }

    private static Door door(String option, String listen, String root, String urlOption, String publicUrl) {
        Listen address = Listen.parse(option, listen);
        if (publicUrl.isEmpty() && address.isEverywhere()) {
            throw StoreProblem.BAD_ADDRESS.thrown(
                    option,
                    "a mirror that listens on all addresses needs its public URL",
                    root.isEmpty()
                            ? "add: --public-url http://mirror.example.test:" + address.port() + "/"
                            : "write: --root " + root + "=" + listen + ",http://" + root + ".example.test/");
        }
        if (!publicUrl.isEmpty()) {
            checkPublicUrl(urlOption, publicUrl);
        }
        return new Door(address, root, publicUrl.isEmpty() || publicUrl.endsWith("/") ? publicUrl : publicUrl + "/");
    }

    /** The same over TLS. */
    public MirrorSettings with(TlsFiles files) {
        return new MirrorSettings(doors, operations, Optional.of(files), tokens, accessLog, limits);
    }

    /** The same, for those who know a token alone. */
    public MirrorSettings withTokens(Path file) {
        return new MirrorSettings(doors, operations, tls, Optional.of(file), accessLog, limits);
    }

    /** The same with a line for each request. */
    public MirrorSettings withAccessLog(Path file) {
        return new MirrorSettings(doors, operations, tls, tokens, Optional.of(file), limits);
    }

    /** The same with health and metrics on an address of their own. */
    public MirrorSettings withOperations(Listen address) {
        return new MirrorSettings(doors, Optional.of(address), tls, tokens, accessLog, limits);
    }

    /** The same with other limits. */
    public MirrorSettings with(Limits other) {
        return new MirrorSettings(doors, operations, tls, tokens, accessLog, other);
    }

    private static void checkPublicUrl(String option, String text) {
        try {
            URI url = URI.create(text);
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            if (url.getHost() != null
                    && (scheme.equals("http") || scheme.equals("https"))
                    && url.getRawQuery() == null) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw StoreProblem.BAD_ADDRESS.thrown(
                option, "not an http or https URL: `" + text + "`", "write: --public-url http://mirror.example.test/");
    }
}
