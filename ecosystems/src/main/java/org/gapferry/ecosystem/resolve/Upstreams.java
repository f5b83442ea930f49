package org.gapferry.ecosystem.resolve;

import java.util.List;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.transport.ClientSettings;

/** Finds an ecosystem's upstreams in the configuration of its own clients (DESIGN 8). */
@FunctionalInterface
public interface Upstreams {
    /** For ecosystems that a manifest must name an upstream for. */
    Upstreams NONE = environment -> List.of();

    /**
     * For ecosystems whose requirements say themselves where their content is, such as URLs: no upstream is ever
     * needed.
     */
    Upstreams NOT_NEEDED = new Upstreams() {
        @Override
        public List<Upstream> find(ClientEnvironment environment) {
            return List.of();
        }

        @Override
        public boolean areNeeded() {
            return false;
        }
    };

    /** False if the ecosystem resolves its requirements without any upstream. */
    default boolean areNeeded() {
        return true;
    }

    /** True if a rule of a manifest may be for these names only, in the ecosystem's own terms. */
    default boolean isScope(String text) {
        return false;
    }

    /** What {@link #isScope} takes, as an example for people; empty if the ecosystem knows no scopes. */
    default String exampleScope() {
        return "";
    }

    /** The most specific first; empty if the machine's clients name none. */
    List<Upstream> find(ClientEnvironment environment);

    /**
     * What a requirement says itself, such as the configuration in a project: it counts for that requirement, before
     * what {@link #find} finds.
     */
    default OwnUpstreams of(Requirement requirement, ClientEnvironment environment) {
        return OwnUpstreams.NONE;
    }

    /**
     * How the clients' configuration says that upstreams are reached, and its credentials; none that cannot be read.
     */
    default ClientSettings settings(ClientEnvironment environment) {
        return ClientSettings.NONE;
    }

    /**
     * The hosts that are data of the ecosystem, each with its name as scope (DESIGN 8). They are asked where a manifest
     * has a section of the ecosystem and names no other upstream.
     */
    default List<Upstream> own() {
        return List.of();
    }
}
