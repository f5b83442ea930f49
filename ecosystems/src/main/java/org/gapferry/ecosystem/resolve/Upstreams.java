package org.gapferry.ecosystem.resolve;

import java.util.List;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.transport.ClientSettings;

/** Finds an ecosystem's upstreams in the configuration of its own clients (DESIGN 8). */
@FunctionalInterface
public interface Upstreams {
    /** For ecosystems that a manifest must name an upstream for. */
    Upstreams NONE = environment -> List.of();

    /** The most specific first; empty if the machine's clients name none. */
    List<Upstream> find(ClientEnvironment environment);

    /** How the clients' configuration says that upstreams are reached, and its credentials; none that cannot be read. */
    default ClientSettings settings(ClientEnvironment environment) {
        return ClientSettings.NONE;
    }

    /**
     * The hosts that are data of the ecosystem, each with its name as scope (DESIGN 8). They are asked where a manifest has a section of the
     * ecosystem and names no other upstream.
     */
    default List<Upstream> own() {
        return List.of();
    }
}
