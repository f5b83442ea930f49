package org.gapferry.transport;

import java.net.URI;

/** A URL without what may be secret in it: user, query and fragment. */
public final class RedactedUrl {
    private RedactedUrl() {}

    public static String of(URI url) {
        String authority = url.getHost() == null ? "" : url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
        return url.getScheme() + "://" + authority + (url.getRawPath() == null ? "" : url.getRawPath())
                + (url.getRawQuery() == null ? "" : "?...");
    }
}
