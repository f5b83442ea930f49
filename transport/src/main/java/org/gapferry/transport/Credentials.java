package org.gapferry.transport;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.SmallFiles;

/**
 * The credentials of hosts. They are looked up for each hop of a redirect, so that none is sent to another host.
 *
 * @param all in order of precedence; for one host the one with the longest path is used
 */
public record Credentials(List<Credential> all) {
    public static final Credentials NONE = new Credentials(List.of());

    private static final Pattern NETRC = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"|(\\S+)");
    private static final int MAX_NETRC = 1 << 20;
    private static final String PREFIX = "GAPFERRY_";

    public Credentials {
        all = List.copyOf(all);
    }

    /** These, followed by others. */
    public Credentials and(List<Credential> more) {
        List<Credential> both = new ArrayList<>(all);
        both.addAll(more);
        return new Credentials(both);
    }

    Optional<Credential> of(URI url) {
        return all.stream()
                .filter(credential -> credential.isFor(url))
                .max(Comparator.comparingInt(
                                (Credential credential) -> credential.path().length())
                        .thenComparing(credential -> -all.indexOf(credential)));
    }

    /**
     * Variables of the environment: {@code GAPFERRY_TOKEN_<HOST>}, or {@code GAPFERRY_USER_<HOST>} with {@code
     * GAPFERRY_PASSWORD_<HOST>}, with the host in upper case and {@code _} for everything but letters and digits.
     *
     * @param hosts whose variables are looked up
     */
    public static List<Credential> ofVariables(Map<String, String> variables, Iterable<String> hosts) {
        List<Credential> found = new ArrayList<>();
        for (String host : hosts) {
            String name = host.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
            String token = variables.getOrDefault(PREFIX + "TOKEN_" + name, "");
            String user = variables.getOrDefault(PREFIX + "USER_" + name, "");
            String password = variables.getOrDefault(PREFIX + "PASSWORD_" + name, "");
            if (!token.isEmpty()) {
                found.add(Credential.of(host, Credential.bearer(token), PREFIX + "TOKEN_" + name));
            } else if (!user.isEmpty() || !password.isEmpty()) {
                found.add(Credential.of(host, Credential.basic(user, password), PREFIX + "PASSWORD_" + name));
            }
        }
        return found;
    }

    /**
     * A file as ftp and curl read it: {@code machine HOST login USER password PASSWORD}. Entries of {@code default} are
     * ignored.
     *
     * @throws ProblemException CREDENTIALS if it cannot be read
     */
    public static List<Credential> ofNetrc(Path file) {
        List<Credential> found = new ArrayList<>();
        String machine = "";
        Map<String, String> entry = new TreeMap<>();
        try {
            List<String> words = new ArrayList<>();
            for (String line : new String(SmallFiles.read(file, MAX_NETRC), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.strip().startsWith("#")) {
                    continue;
                }
                Matcher matcher = NETRC.matcher(line);
                while (matcher.find()) {
                    words.add(
                            matcher.group(1) == null
                                    ? matcher.group(2)
                                    : matcher.group(1).replaceAll("\\\\(.)", "$1"));
                }
            }
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                if (word.equals("machine") || word.equals("default")) {
                    add(found, machine, entry, file);
                    machine = word.equals("machine") && i + 1 < words.size() ? words.get(++i) : "";
                    entry.clear();
                } else if (i + 1 < words.size()) {
                    entry.put(word, words.get(++i));
                }
            }
            add(found, machine, entry, file);
            return found;
        } catch (IOException e) {
            throw TransportProblem.CREDENTIALS_UNREADABLE
                    .thrown(file.toString(), "cannot read the netrc file: " + FileReason.of(e))
                    .causedBy(e);
        }
    }

    private static void add(List<Credential> found, String machine, Map<String, String> entry, Path file) {
        if (!machine.isEmpty() && entry.containsKey("password")) {
            found.add(new Credential(
                    machine,
                    -1,
                    "/",
                    Credential.basic(entry.getOrDefault("login", ""), String.valueOf(entry.get("password"))),
                    file.toString()));
        }
    }
}
