package org.gapferry.ecosystem.resolve;

import java.net.URI;

/**
 * Where an ecosystem's content comes from.
 *
 * @param scope which names it serves, in the ecosystem's own terms; empty for all
 * @param url ends with a slash
 * @param origin which file, variable or client named it
 */
public record Upstream(String scope, URI url, String origin) {}
