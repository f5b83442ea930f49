package org.gapferry.export;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.resolve.Routes;
import org.gapferry.transport.ClientSettings;
import org.gapferry.transport.Credential;
import org.gapferry.transport.Credentials;
import org.gapferry.transport.Network;

/**
 * How this machine reaches upstreams: the command line and variables, then the configuration of the clients; and its
 * credentials, from variables, the files of projects, those of the clients, and netrc. Earlier ones take precedence.
 */
public final class NetworkSettings {
    private NetworkSettings() {}

    /**
     * How requests reach hosts: as is said, then as settings of their own say, then as this machine does.
     *
     * @param said on the command line and in variables
     * @param hosts beside those of the upstreams
     */
    public static Function<ClientSettings, Network> of(
            Network said,
            Ecosystems ecosystems,
            Map<String, Routes> upstreams,
            List<String> hosts,
            ClientEnvironment environment) {
        Set<String> names = new LinkedHashSet<>();
        upstreams.values().forEach(routes -> routes.all()
                .forEach(upstream -> names.add(upstream.url().getHost())));
        hosts.forEach(host -> names.add(host.replaceFirst(":[0-9]+$", "")));
        Network first = said.and(credentials(Credentials.ofVariables(environment.variables(), names)));
        ClientSettings found = ClientSettings.NONE;
        for (Ecosystem ecosystem : ecosystems.all()) {
            if (upstreams.containsKey(ecosystem.section())) {
                found = found.and(ecosystem.online().upstreams().settings(environment));
            }
        }
        String named = environment.variables().getOrDefault("NETRC", "");
        Path netrc = named.isEmpty() ? environment.home().resolve(".netrc") : Path.of(named);
        if (Files.isRegularFile(netrc)) {
            found = found.and(credentials(Credentials.ofNetrc(netrc)));
        }
        ClientSettings machine = found;
        return own -> first.and(own).and(machine);
    }

    private static ClientSettings credentials(List<Credential> credentials) {
        return new ClientSettings("", List.of(), List.of(), List.of(), credentials, "");
    }
}
