package org.gapferry.export;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gapferry.ecosystem.ClientEnvironment;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.Upstream;
import org.gapferry.transport.Credential;
import org.gapferry.transport.Credentials;

/** Credentials that this machine has: variables of the environment, the clients' own files, netrc; those that count first stand first. */
public final class KnownCredentials {
    private KnownCredentials() {}

    /** @param hosts beside those of the upstreams */
    public static List<Credential> of(
            Ecosystems ecosystems,
            Map<String, List<Upstream>> upstreams,
            List<String> hosts,
            ClientEnvironment environment) {
        Set<String> names = new LinkedHashSet<>();
        upstreams
                .values()
                .forEach(list ->
                        list.forEach(upstream -> names.add(upstream.url().getHost())));
        hosts.forEach(host -> names.add(host.replaceFirst(":[0-9]+$", "")));
        List<Credential> found = new ArrayList<>(Credentials.ofVariables(environment.variables(), names));
        for (Ecosystem ecosystem : ecosystems.all()) {
            if (upstreams.containsKey(ecosystem.id())) {
                found.addAll(ecosystem.upstreams().credentials(environment));
            }
        }
        String named = environment.variables().getOrDefault("NETRC", "");
        Path netrc = named.isEmpty() ? environment.home().resolve(".netrc") : Path.of(named);
        if (Files.isRegularFile(netrc)) {
            found.addAll(Credentials.ofNetrc(netrc));
        }
        return found;
    }
}
