package org.gapferry.transport;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong between us and an upstream. */
public enum TransportProblem implements ProblemCode {
    NOT_CACHED(ExitClass.UPSTREAM, "something is not in the cache, and `--offline` asks nobody for it"),
    HOST_NOT_ALLOWED(
            ExitClass.UPSTREAM,
            "a URL, or a redirect, leads to a host that neither the manifest nor the client configuration names"),
    BAD_REDIRECT(ExitClass.UPSTREAM, "a redirect leads nowhere, in a circle, or from https to http"),
    UNREACHABLE(ExitClass.UPSTREAM, "no connection, after all retries"),
    TLS_FAILED(ExitClass.UPSTREAM, "the upstream's certificate is not trusted, or TLS failed"),
    ANSWERED_ERROR(ExitClass.UPSTREAM, "the upstream answered with an error, after all retries where these make sense"),
    RATE_LIMITED(ExitClass.PARTIAL, "the upstream answers no more requests for a while, longer than is waited for"),
    CREDENTIALS_NEEDED(ExitClass.CREDENTIALS, "the upstream or a proxy asks for credentials"),
    BAD_PROXY(ExitClass.USAGE, "a variable or an option names no proxy that can be used"),
    PROXY_FAILED(ExitClass.UPSTREAM, "the proxy does not lead to the host, after all retries"),
    TIME_UP(ExitClass.UPSTREAM, "the time that was given is up; what was downloaded is kept"),
    TRUNCATED(ExitClass.UPSTREAM, "an answer ended too early, after all retries"),
    WRONG_DIGEST(ExitClass.UPSTREAM, "a download does not have the digest that the upstream declared for it"),
    HTML_PAGE(ExitClass.UPSTREAM, "a page for people came in place of a document, as proxies and login pages answer"),
    TOO_LARGE(ExitClass.UPSTREAM, "an answer is larger than any honest one"),
    CACHE_UNWRITABLE(ExitClass.DESTINATION, "the cache on disk cannot be written");

    private final ExitClass exitClass;
    private final String meaning;

    TransportProblem(ExitClass exitClass, String meaning) {
        this.exitClass = exitClass;
        this.meaning = meaning;
    }

    @Override
    public String id() {
        return ProblemCode.id("transport", this);
    }

    @Override
    public ExitClass exitClass() {
        return exitClass;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
