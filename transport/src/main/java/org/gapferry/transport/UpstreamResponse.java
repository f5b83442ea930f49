package org.gapferry.transport;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an upstream answered to a request, whatever the status.
 *
 * @param request what was asked
 * @param url of the last hop
 * @param headers by name in lower case
 * @param body all of it
 * @param reason what the upstream says of an error: one short line without credentials, often empty
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by who asked
public record UpstreamResponse(
        UpstreamRequest request, URI url, int status, Map<String, List<String>> headers, byte[] body, String reason) {
    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** Where {@code Location} leads, which may be relative to the URL; empty if there is none, or it is not a URL. */
    public Optional<URI> location() {
        try {
            return header("Location").map(url::resolve);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** True for 2xx. Some upstreams say so and did something else: read back what matters. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /**
     * This response, if it is a success.
     *
     * @throws UpstreamException with status and reason, if it is not
     */
    public UpstreamResponse requireSuccess() {
        if (isSuccess()) {
            return this;
        }
        TransportProblem code = status == 404 || status == 410 ? TransportProblem.ABSENT : TransportProblem.REFUSED;
        throw new UpstreamException(
                code.at(RedactedUrl.of(url), ErrorAnswers.said(request.action(), status, reason)),
                new UpstreamFailure(code.kind().orElseThrow(), OptionalInt.of(status), reason, Optional.empty()));
    }
}
