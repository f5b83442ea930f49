package org.gapferry.ecosystem.client;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.Problem;

/** How ordinary clients are pointed at the mirror. */
public interface ClientSetup {
    /**
     * Environment variables.
     *
     * @param base the external URL of the ecosystem's root, ending with a slash
     */
    Map<String, String> variables(URI base);

    /** The clients' own files, by their path below a folder. */
    Map<String, String> files(URI base);

    /** Whether a token, authorities and missing signatures change anything; if not, only the URL counts. */
    default boolean knowsAccess() {
        return false;
    }

    /** Environment variables, with what reaching the mirror needs. */
    default Map<String, String> variables(MirrorAccess access) {
        return variables(access.base());
    }

    /** The clients' own files, with what reaching the mirror needs. */
    default Map<String, String> files(MirrorAccess access) {
        return files(access.base());
    }

    /** The variable that names the first of the files, where clients take a token from no variable; else empty. */
    default Optional<String> tokenFile() {
        return Optional.empty();
    }

    /**
     * Looks for what is known to go wrong in an environment.
     *
     * @param base of the mirror that is meant; empty if that is not said
     * @return findings, which make the client fail or wait, and notes
     */
    default List<Problem> check(Map<String, String> variables, Optional<URI> base) {
        return List.of();
    }

    /**
     * Where each installed client would ask, and with what, by its own word or files, by the client's name; none of
     * those that are not installed.
     */
    default Map<String, ClientAccess> asked(ClientEnvironment environment) {
        return Map.of();
    }

    /** A path below the ecosystem's root that a mirror always answers; empty if there is none. */
    default Optional<String> probe() {
        return Optional.empty();
    }

    /** What people try the ecosystem with first; empty if there is nothing that every upstream has. */
    default Optional<Trial> trial() {
        return Optional.empty();
    }

    /** The connections that features of this ecosystem need inside and outside the gap. */
    default List<NetworkNeed> networkNeeds() {
        return List.of();
    }
}
