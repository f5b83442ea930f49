package org.gapferry.manifest;

import java.net.URI;
import org.gapferry.document.Place;

/**
 * Where a manifest sends the requests for an ecosystem's content.
 *
 * @param scope which names it is for, in the ecosystem's own terms; empty for all that no other rule is for
 * @param url ends with a slash; never with credentials
 * @param fallback true if it is asked only for what the rules of the same scope before it do not have
 * @param place in the manifest
 */
public record UpstreamRule(String scope, URI url, boolean fallback, Place place) {}
