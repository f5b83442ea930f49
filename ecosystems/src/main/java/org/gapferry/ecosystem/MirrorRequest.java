package org.gapferry.ecosystem;

import java.net.URI;

/**
 * A request that reached an ecosystem's part of the mirror.
 *
 * @param rawPath below the ecosystem's root, not decoded, without a leading slash
 * @param accept the Accept header, empty if absent
 * @param base the external URL of the ecosystem's root, ending with a slash: the only source of absolute URLs
 */
public record MirrorRequest(String method, String rawPath, String accept, URI base) {}
