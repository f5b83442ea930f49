package org.gapferry.ecosystem.serve;

import java.net.URI;

/**
 * A request that reached an ecosystem's part of the mirror.
 *
 * @param root the first segment of the path: the ecosystem's id, or one of its further roots
 * @param rawPath below it, not decoded, without a leading slash
 * @param rawQuery not decoded, empty if absent
 * @param accept the Accept header, empty if absent
 * @param base the external URL of the ecosystem's root, ending with a slash: the only source of absolute URLs
 */
public record MirrorRequest(String method, String root, String rawPath, String rawQuery, String accept, URI base) {}
