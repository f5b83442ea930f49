package org.gapferry.transport;

import java.util.Optional;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.transport.UpstreamFailure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What can go wrong between this machine and an upstream. {@link #kind()} says whether it holds back one thing or ends
 * everything.
 */
public enum TransportProblem implements ProblemCode {
    NOT_CACHED(
            ExitClass.UPSTREAM,
            null,
            "a document or file is not in the cache, and `--offline` forbids asking the upstream for it",
            "https://registry.example.test/express: metadata of express is not in the cache",
            "run the same command without `--offline`"),
    HOST_NOT_ALLOWED(
            ExitClass.UPSTREAM,
            Kind.BLOCKED,
            "a URL or a redirect leads to a host that neither the manifest nor the client configuration names",
            "https://cdn.example.test/x.tgz: x.tgz is on a host that neither the manifest nor the client configuration names",
            "if the host may be contacted, add it under `hosts` of the manifest"),
    BAD_REDIRECT(
            ExitClass.UPSTREAM,
            Kind.UNUSABLE,
            "a redirect has no usable target, goes round in a circle, or leads from https to http",
            "https://registry.example.test/x: metadata of x was redirected from https to http",
            "ask the operator of the upstream"),
    UNREACHABLE(
            ExitClass.UPSTREAM,
            Kind.OUTAGE,
            "the host could not be reached, after all retries",
            "https://registry.example.test/x: metadata of x could not be fetched: connection refused",
            "`gapferry doctor --manifest gapferry.yaml` shows where the connection fails"),
    TLS_FAILED(
            ExitClass.UPSTREAM,
            Kind.OUTAGE,
            "the certificate of the upstream is not trusted, or the TLS handshake failed",
            "https://registry.example.test/: the certificate is signed by an authority that this machine does not trust",
            "name the authority: `--ca ca.pem`, or `SSL_CERT_FILE`"),
    SERVER_ERROR(
            ExitClass.UPSTREAM,
            Kind.OUTAGE,
            "the upstream answered with a server error, after all retries",
            "https://registry.example.test/x: metadata of x: the upstream answered 503",
            "try again later; completed downloads are kept"),
    REFUSED(
            ExitClass.UPSTREAM,
            Kind.REFUSAL,
            "the upstream refuses this request",
            "https://registry.example.test/x: x.tgz: the upstream answered 403 (blocked by policy)",
            "ask the operator of the upstream, or of a proxy in between; a different version may be allowed"),
    ABSENT(
            ExitClass.UPSTREAM,
            Kind.ABSENCE,
            "the upstream, or a lock file, lists a file that the upstream does not have",
            "https://registry.example.test/x.tgz: x.tgz of `pkg:npm/x@1.0.0` is listed but does not exist (404)",
            "export again without `--locked`, or ask the operator of the upstream"),
    RATE_LIMITED(
            ExitClass.UPSTREAM,
            Kind.REFUSAL,
            "the rate limit of the upstream is exceeded for longer than an export waits",
            "https://api.example.test/: the release: rate limit exceeded; resets in 50 minutes",
            "run the same command again later, or provide a token that raises the limit"),
    CREDENTIALS_NEEDED(
            ExitClass.CREDENTIALS,
            Kind.REFUSAL,
            "the upstream requires credentials, or does not accept those that it was given",
            "https://registry.example.test/x: metadata of x: the upstream answered 401: credentials required",
            "`--credentials FILE`, `GAPFERRY_TOKEN_<HOST>`, the configuration of the client, or netrc"),
    CREDENTIALS_UNREADABLE(
            ExitClass.CREDENTIALS,
            null,
            "cannot read a netrc file",
            "~/.netrc: cannot read the netrc file: permission denied",
            "check the permissions of the file, or point `NETRC` to another one"),
    CLIENT_CERTIFICATE_UNREADABLE(
            ExitClass.CREDENTIALS,
            null,
            "cannot use a client certificate or its key",
            "client.key: not a private key in PKCS #8 without a passphrase for client.pem",
            "`openssl pkcs8 -topk8 -nocrypt -in client.key -out client-plain.key`"),
    AUTHORITIES_UNREADABLE(
            ExitClass.USAGE,
            null,
            "cannot read the certificate authorities of `--ca`, `SSL_CERT_FILE` or a client's configuration",
            "ca.pem: cannot read the certificate authorities: no PEM certificate in the file",
            "name a file with certificates in PEM"),
    BAD_CHALLENGE(
            ExitClass.UPSTREAM,
            Kind.UNUSABLE,
            "the upstream asks for a token in a way that cannot be followed safely",
            "https://registry.example.test/v2/x: x: the upstream asks for a token, but it leads from https to http",
            "ask the operator of the upstream"),
    PROXY_CREDENTIALS_NEEDED(
            ExitClass.CREDENTIALS,
            Kind.OUTAGE,
            "the proxy requires credentials, or does not accept those that it was given",
            "https://registry.example.test/: the proxy http://proxy.example.test:3128 (HTTPS_PROXY) requires credentials",
            "`export HTTPS_PROXY=http://USER:PASSWORD@proxy.example.test:3128`, or `--credentials FILE`"),
    BAD_PROXY(
            ExitClass.USAGE,
            null,
            "a variable or an option is not a valid proxy URL",
            "HTTPS_PROXY: invalid proxy URL",
            "write `http://proxy.example.test:3128`, or `socks5://proxy.example.test:1080`"),
    PROXY_FAILED(
            ExitClass.UPSTREAM,
            Kind.OUTAGE,
            "the proxy does not connect to the host, after all retries",
            "https://registry.example.test/: the proxy http://proxy.example.test:3128 (HTTPS_PROXY) answered 502",
            "ask the operator of the proxy to allow the host; `gapferry hosts` lists all hosts that are needed"),
    TIME_UP(
            ExitClass.UPSTREAM,
            null,
            "the time limit was reached; completed downloads are kept",
            "https://registry.example.test/x.tgz: x.tgz was not fetched: the time limit was reached",
            "run the same command again, or raise `--time-limit`"),
    TRUNCATED(
            ExitClass.UPSTREAM,
            Kind.UNUSABLE,
            "an answer ended too early, after all retries",
            "https://registry.example.test/x.tgz: x.tgz ended too early",
            "run the same command again: it resumes the download"),
    CHANGED(
            ExitClass.UPSTREAM,
            Kind.UNUSABLE,
            "a file changed on the upstream while it was read in parts",
            "https://registry.example.test/x.whl: x.whl changed while it was read",
            "run the same command again"),
    WRONG_DIGEST(
            ExitClass.UPSTREAM,
            Kind.UNUSABLE,
            "a download does not have the digest that was declared for it",
            "https://registry.example.test/x.tgz: x.tgz was declared with one SHA-512 and arrived with another",
            "the download was discarded: compare it with what a proxy in between sends"),
    HTML_PAGE(
            ExitClass.UPSTREAM,
            Kind.UNUSABLE,
            "an HTML page came instead of a document, as proxies and login pages send it",
            "https://registry.example.test/x: metadata of x: the upstream answered with an HTML page",
            "open the URL in a browser on this machine: there may be a login page or a proxy in between"),
    TOO_LARGE(
            ExitClass.UPSTREAM,
            Kind.UNUSABLE,
            "an answer exceeds the size limit",
            "https://registry.example.test/x: metadata of x is larger than 268435456 bytes",
            "check what the upstream sends there"),
    CACHE_UNWRITABLE(
            ExitClass.DESTINATION,
            null,
            "cannot write the cache to disk",
            "gapferry.state/cache: cannot write the cache: No space left on device",
            "free some space, or choose another folder with `--state`");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    private final @Nullable Kind kind;

    TransportProblem(ExitClass exitClass, @Nullable Kind kind, String meaning, String example, String remedy) {
        this.declaration = new Declaration("transport", exitClass, meaning, example, remedy);
        this.kind = kind;
    }

    /** How far the failure reaches; empty for what is not a failure of an upstream, and so ends everything. */
    public Optional<Kind> kind() {
        return Optional.ofNullable(kind);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
