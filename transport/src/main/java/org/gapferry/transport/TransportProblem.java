package org.gapferry.transport;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong between us and an upstream. */
public enum TransportProblem implements ProblemCode {
    NOT_CACHED(
            ExitClass.UPSTREAM,
            "something is not in the cache, and `--offline` asks nobody for it",
            "https://registry.example.test/express: metadata of express is not in the cache",
            "run the same command without `--offline`"),
    HOST_NOT_ALLOWED(
            ExitClass.UPSTREAM,
            "a URL, or a redirect, leads to a host that neither the manifest nor the client configuration names",
            "https://cdn.example.test/x.tgz: x.tgz would contact a host that neither the manifest nor the client configuration names",
            "if it is meant to be contacted, add it under `hosts` of the manifest"),
    BAD_REDIRECT(
            ExitClass.UPSTREAM,
            "a redirect leads nowhere, in a circle, or from https to http",
            "https://registry.example.test/x: metadata of x was redirected from https to http",
            "ask who runs the upstream"),
    UNREACHABLE(
            ExitClass.UPSTREAM,
            "no connection, after all retries",
            "https://registry.example.test/x: metadata of x could not be fetched: connection refused",
            "`gapferry doctor --manifest gapferry.yaml` says where it ends"),
    TLS_FAILED(
            ExitClass.UPSTREAM,
            "the upstream's certificate is not trusted, or TLS failed",
            "https://registry.example.test/: the certificate is signed by an authority that is not trusted here",
            "name the authority: `--ca ca.pem`, or `SSL_CERT_FILE`"),
    ANSWERED_ERROR(
            ExitClass.UPSTREAM,
            "the upstream answered with an error, after all retries where these make sense",
            "https://registry.example.test/x: metadata of x was answered with 503",
            "try again later; what was downloaded is kept"),
    RATE_LIMITED(
            ExitClass.PARTIAL,
            "the upstream answers no more requests for a while, longer than is waited for",
            "https://api.example.test/: the limit of requests is used up, for another 3000 seconds",
            "wait, or give a token that raises the limit"),
    CREDENTIALS_NEEDED(
            ExitClass.CREDENTIALS,
            "the upstream or a proxy asks for credentials",
            "https://registry.example.test/x: metadata of x was answered with 401: credentials are needed",
            "`--credentials FILE`, `GAPFERRY_TOKEN_<HOST>`, the client's own file, or netrc"),
    BAD_PROXY(
            ExitClass.USAGE,
            "a variable or an option names no proxy that can be used",
            "HTTPS_PROXY: its value is no URL of a proxy",
            "write `http://proxy.example.test:3128`, or `socks5://proxy.example.test:1080`"),
    PROXY_FAILED(
            ExitClass.UPSTREAM,
            "the proxy does not lead to the host, after all retries",
            "https://registry.example.test/: the proxy http://proxy.example.test:3128 (HTTPS_PROXY) does not lead there: it answered with 502",
            "ask who runs the proxy to allow the host; `gapferry hosts` lists all"),
    TIME_UP(
            ExitClass.UPSTREAM,
            "the time that was given is up; what was downloaded is kept",
            "https://registry.example.test/x.tgz: x.tgz was not fetched: the time that was given is up",
            "run the same command again, or give it more with `--time-limit`"),
    TRUNCATED(
            ExitClass.UPSTREAM,
            "an answer ended too early, after all retries",
            "https://registry.example.test/x.tgz: x.tgz ended too early",
            "run the same command again: it goes on where it broke off"),
    WRONG_DIGEST(
            ExitClass.UPSTREAM,
            "a download does not have the digest that the upstream declared for it",
            "https://registry.example.test/x.tgz: x.tgz was declared with one SHA-512 and arrived with another",
            "compare what a proxy in between sends; it was not taken"),
    HTML_PAGE(
            ExitClass.UPSTREAM,
            "a page for people came in place of a document, as proxies and login pages answer",
            "https://registry.example.test/x: metadata of x was answered with an HTML page in place of a document",
            "open the URL in a browser on this machine: a login page or a proxy may be in between"),
    TOO_LARGE(
            ExitClass.UPSTREAM,
            "an answer is larger than any honest one",
            "https://registry.example.test/x: metadata of x is larger than 268435456 bytes",
            "see what the upstream sends there"),
    CACHE_UNWRITABLE(
            ExitClass.DESTINATION,
            "the cache on disk cannot be written",
            "gapferry.state/cache: the cache cannot be written: No space left on device",
            "free space there, or choose another folder with `--state`");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    TransportProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration(exitClass, meaning, example, remedy);
    }

    @Override
    public String id() {
        return ProblemCode.id("transport", this);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
