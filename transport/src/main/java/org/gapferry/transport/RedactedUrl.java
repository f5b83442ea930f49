package org.gapferry.transport;

import java.net.URI;

/** A URL without what may be secret in it: user, query and fragment. */
public final class RedactedUrl {
    private RedactedUrl() {}

    /** The same without a mark where something was, so that it is a URL still. */
    public static URI url(URI url) {
        return URI.create(of(url).replaceFirst("[?]\\.\\.\\.$", ""));
    }

    public static String of(URI url) {
        String authority = url.getHost() == null ? "" : url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
        return url.getScheme() + "://" + authority + (url.getRawPath() == null ? "" : url.getRawPath())
                + (url.getRawQuery() == null ? "" : "?...");
    }
}
