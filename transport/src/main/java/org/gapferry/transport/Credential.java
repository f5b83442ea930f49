package org.gapferry.transport;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * The value of {@code Authorization} for one host.
 *
 * @param host lower case
 * @param port -1 for any
 * @param path the beginning of the paths that it is for; {@code /} for all
 * @param authorization the value of the header
 * @param origin which file or variable named it, for messages
 */
public record Credential(String host, int port, String path, String authorization, String origin) {
    public Credential {
        host = host.toLowerCase(Locale.ROOT);
        path = path.isEmpty() ? "/" : path;
    }

    /** For {@code HOST}, {@code HOST:PORT} or either with a path behind it. */
    public static Credential of(String place, String authorization, String origin) {
        URI url = URI.create("any://" + place.replaceFirst("^(?:[a-z]+:)?//", ""));
        if (url.getHost() == null) {
            throw new IllegalArgumentException("`" + place + "` is not HOST or HOST:PORT");
        }
        return new Credential(
                url.getHost(), url.getPort(), url.getRawPath() == null ? "/" : url.getRawPath(), authorization, origin);
    }

    public static String bearer(String token) {
        return "Bearer " + token;
    }

    /** As RFC 7617 has it. */
    public static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    boolean isFor(URI url) {
        int given = url.getPort() >= 0 ? url.getPort() : "http".equalsIgnoreCase(url.getScheme()) ? 80 : 443;
        String asked = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return host.equalsIgnoreCase(url.getHost())
                && (port < 0 || port == given)
                && (asked.startsWith(path) || (asked + "/").equals(path));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return host + (port < 0 ? "" : ":" + port) + path + " from " + origin;
    }
}
