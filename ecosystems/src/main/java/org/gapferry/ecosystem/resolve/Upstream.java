package org.gapferry.ecosystem.resolve;

import java.net.URI;
import org.gapferry.transport.ClientSettings;

/**
 * Where an ecosystem's content comes from.
 *
 * @param scope which names it serves, in the ecosystem's own terms; empty for all that no other is for
 * @param url ends with a slash
 * @param fallback true if it is asked only for what the upstreams of the same scope before it do not have
 * @param origin which file, variable or client named it
 * @param settings of whom it is asked for, before those of this machine
 */
public record Upstream(String scope, URI url, boolean fallback, String origin, ClientSettings settings) {
    /** An upstream that is asked with the settings of this machine. */
    public Upstream(String scope, URI url, boolean fallback, String origin) {
        this(scope, url, fallback, origin, ClientSettings.NONE);
    }

    /** An upstream that is asked first. */
    public Upstream(String scope, URI url, String origin) {
        this(scope, url, false, origin);
    }

    /** The same, asked with settings of somebody. */
    public Upstream by(ClientSettings own) {
        return new Upstream(scope, url, fallback, origin, own);
    }
}
