package org.gapferry.transport;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an upstream is asked for.
 *
 * @param accept the media types that are of use
 * @param action for messages, such as {@code metadata of express}
 * @param authorization the value of the header, sent to the host of the URL alone, over TLS or to an upstream that the manifest names
 * @param forbiddenIsAbsent true where 403 says that something does not exist, as buckets do whose content may not be listed
 */
public record Question(
        URI url, String accept, String action, Optional<String> authorization, boolean forbiddenIsAbsent) {
    /** Without credentials, and 403 is an error. */
    public static Question of(URI url, String accept, String action) {
        return new Question(url, accept, action, Optional.empty(), false);
    }

    /** The same where 403 means the same as 404. */
    public Question orForbidden() {
        return new Question(url, accept, action, authorization, true);
    }

    /** The same with credentials. */
    public Question as(Optional<String> credentials) {
        return new Question(url, accept, action, credentials, forbiddenIsAbsent);
    }

    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", accept);
        authorization.ifPresent(value -> headers.put("Authorization", value));
        return headers;
    }

    @Override
    public String toString() {
        return action + " at " + RedactedUrl.of(url);
    }
}
