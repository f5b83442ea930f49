package org.gapferry.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gapferry.bundle.ProblemException;

/**
 * Which proxy leads to which host, as {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}
 * say it, in capitals or not. The loopback is always reached directly.
 *
 * @param https for https URLs
 * @param http for http URLs
 * @param direct entries of {@code NO_PROXY}: a name with all below it, an address, a network such as {@code
 *     10.0.0.0/8}, each with a port if one is
 *     meant, or {@code *}
 */
public record Proxies(Optional<Via> https, Optional<Via> http, List<String> direct) {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-f:]*:[0-9a-f:.]*");

    public static final Proxies NONE = new Proxies(Optional.empty(), Optional.empty(), List.of());

    public Proxies {
        direct = List.copyOf(direct);
    }

    /**
     * A proxy.
     *
     * @param kind HTTP or SOCKS
     * @param secure true if TLS is spoken with the proxy itself
     * @param user empty for none
     * @param origin which variable or option named it
     */
    public record Via(
            Proxy.Type kind, boolean secure, String host, int port, String user, String password, String origin) {
        Proxy proxy() {
            return new Proxy(kind, InetSocketAddress.createUnresolved(host, port));
        }

        /** Without the password. */
        @Override
        public String toString() {
            return (kind == Proxy.Type.SOCKS ? "socks5://" : secure ? "https://" : "http://") + host + ":" + port;
        }
    }

    /**
     * Reads the variables.
     *
     * @throws ProblemException USAGE if one is not a valid proxy URL
     */
    public static Proxies of(Map<String, String> variables) {
        Optional<Via> all = via(variables, "ALL_PROXY");
        return new Proxies(
                via(variables, "HTTPS_PROXY").or(() -> all),
                via(variables, "HTTP_PROXY").or(() -> all),
                Arrays.stream(value(variables, "NO_PROXY").split("[,\\s]+", -1))
                        .map(entry -> entry.toLowerCase(Locale.ROOT))
                        .filter(entry -> !entry.isEmpty())
                        .toList());
    }

    /** One proxy for all hosts that {@code NO_PROXY} does not name. */
    public Proxies all(String url, String origin) {
        Optional<Via> via = Optional.of(via(url, origin));
        return new Proxies(via, via, direct);
    }

    /**
     * The same if they name any, else one proxy for all hosts but those that {@code NO_PROXY} or {@code noProxy} names.
     */
    Proxies orElse(String url, List<String> noProxy, String origin) {
        if (https.isPresent() || http.isPresent()) {
            return this;
        }
        List<String> all = new ArrayList<>(direct);
        noProxy.forEach(entry -> all.add(entry.toLowerCase(Locale.ROOT)));
        Optional<Via> via = Optional.of(via(url, origin));
        return new Proxies(via, via, all);
    }

    /** The same, with more hosts that are reached directly. */
    Proxies without(List<String> noProxy) {
        List<String> all = new ArrayList<>(direct);
        noProxy.forEach(entry -> all.add(entry.toLowerCase(Locale.ROOT)));
        return new Proxies(https, http, all);
    }

    private static Optional<Via> via(Map<String, String> variables, String name) {
        String value = value(variables, name);
        return value.isEmpty() ? Optional.empty() : Optional.of(via(value, name));
    }

    private static String value(Map<String, String> variables, String name) {
        String lower = variables.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        return lower.isEmpty() ? variables.getOrDefault(name, "").strip() : lower.strip();
    }

    private static Via via(String text, String origin) {
        try {
            URI url = URI.create(text.contains("://") ? text : "http://" + text);
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            boolean socks = scheme.matches("socks(?:4|4a|5|5h)?");
            if (url.getHost() != null && (socks || scheme.matches("https?"))) {
                String[] pair = url.getRawUserInfo() == null
                        ? new String[] {"", ""}
                        : url.getRawUserInfo().split(":", 2);
                return new Via(
                        socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
                        scheme.equals("https"),
                        url.getHost(),
                        url.getPort() >= 0 ? url.getPort() : socks ? 1080 : scheme.equals("https") ? 443 : 80,
                        decoded(pair[0]),
                        pair.length > 1 ? decoded(pair[1]) : "",
                        origin);
            }
        } catch (IllegalArgumentException e) {
            // told below, without the text, which may hold a password
        }
        throw TransportProblem.BAD_PROXY.thrown(
                origin,
                "invalid proxy URL",
                "write: http://proxy.example.test:3128, or socks5://proxy.example.test:1080");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The proxy that leads to a URL; empty if it is reached directly. */
    public Optional<Via> to(URI url) {
        String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("::1")) {
            return Optional.empty();
        }
        boolean plain = "http".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : plain ? 80 : 443;
        boolean isDirect = direct.stream().anyMatch(entry -> names(entry, host, port));
        return isDirect ? Optional.empty() : plain ? http : https;
    }

    private static boolean names(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        if (entry.contains("/")) {
            return isWithin(entry, host);
        }
        String name = entry;
        int colon = entry.lastIndexOf(':');
        if (colon > 0 && entry.indexOf(':') == colon) {
            if (!entry.substring(colon + 1).equals(Integer.toString(port))) {
                return false;
            }
            name = entry.substring(0, colon);
        }
        String suffix = name.replaceFirst("^\\*?\\.", "");
        return host.equals(suffix) || host.endsWith("." + suffix);
    }

    private static boolean isWithin(String network, String host) {
        String[] parts = network.split("/", 2);
        if (!ADDRESS.matcher(host).matches() || !ADDRESS.matcher(parts[0]).matches()) { // a name would be looked up
            return false;
        }
        try {
            byte[] base = InetAddress.getByName(parts[0]).getAddress();
            byte[] address = InetAddress.getByName(host).getAddress();
            int bits = Integer.parseInt(parts[1]);
            boolean same = base.length == address.length && bits >= 0 && bits <= base.length * 8;
            for (int i = 0; same && i < bits; i++) {
                int mask = 0x80 >> i % 8;
                same = (base[i / 8] & mask) == (address[i / 8] & mask);
            }
            return same;
        } catch (UnknownHostException | NumberFormatException e) {
            return false;
        }
    }
}
