package org.gapferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.gapferry.bundle.Digest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A registry that behaves as npm's documentation says: full and abbreviated documents, ETag and conditional requests,
 * tags, times, signatures, integrity. Every answer can be replaced, to behave as a bad registry does.
 */
public final class FakeNpmRegistry implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final MockWebServer server = new MockWebServer();
    private final Map<String, ObjectNode> documents = new ConcurrentHashMap<>();
    private final Map<String, byte[]> tarballs = new ConcurrentHashMap<>();
    private final Map<String, String> signatures = new ConcurrentHashMap<>();
    private final Map<String, UnaryOperator<MockResponse>> changes = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private volatile String authorization = "";

    public FakeNpmRegistry() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String path = request.getUrl().encodedPath();
                if (!path.startsWith("/@yarnpkg")) {
                    requests.add(request.getMethod() + " " + path);
                    String signature = signatures.getOrDefault(path, "");
                    if (!signature.isEmpty()
                            && !signature.equals(request.getUrl().query())) {
                        return new MockResponse.Builder().code(403).build();
                    }
                }
                String given = request.getHeaders().get("Authorization");
                authorization = given == null ? "" : given;
                MockResponse answer = answer(path, request);
                UnaryOperator<MockResponse> change = changes.get(path);
                return change == null ? answer : change.apply(answer);
            }
        });
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        additions("2.0.0", "[]");
    }

    /** Publishes the list of dependencies that clients add to packages; at first there is an empty one. */
    public void additions(String version, String list) {
        version("@yarnpkg/extensions", version)
                .holding(new Tarball().with("lib/index.js", "exports.packageExtensions = " + list + ";"))
                .publish();
    }

    /** Ends with a slash. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getPort() + "/");
    }

    public String authorization() {
        return authorization;
    }

    /** {@code GET /path} of every request so far, but those for the list of additions, which every export asks for. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public void forgetRequests() {
        requests.clear();
    }

    /** Replaces what is answered at a path such as {@code /express}. */
    public void change(String path, UnaryOperator<MockResponse> change) {
        changes.put(path, change);
    }

    /** One version of a package, to be published. */
    public final class Version {
        private final String name;
        private final String version;
        private final ObjectNode manifest;
        private Tarball tarball = new Tarball();

        private Version(String name, String version) {
            this.name = name;
            this.version = version;
            this.manifest =
                    JsonNodeFactory.instance.objectNode().put("name", name).put("version", version);
        }

        /** Members of the manifest, as JSON. */
        public Version with(String key, String json) {
            manifest.set(key, MAPPER.readTree(json));
            return this;
        }

        public Version needs(String dependency, String range) {
            manifest.withObjectProperty("dependencies").put(dependency, range);
            return this;
        }

        public Version holding(Tarball content) {
            tarball = content;
            return this;
        }

        /** Puts it into the registry; the highest published version is {@code latest}. */
        public Version publish() {
            byte[] bytes = tarball.with("package.json", manifest.toString()).bytes();
            String base = name.substring(name.indexOf('/') + 1);
            String path = "/" + name + "/-/" + base + "-" + version + ".tgz";
            tarballs.put(path, bytes);
            byte[] sha512 = hash("SHA-512", bytes);
            manifest.putObject("dist")
                    .put("tarball", url() + path.substring(1))
                    .put("integrity", "sha512-" + Base64.getEncoder().encodeToString(sha512))
                    .put("shasum", HexFormat.of().formatHex(hash("SHA-1", bytes)))
                    .putArray("signatures")
                    .addObject()
                    .put("keyid", "SHA256:test")
                    .put("sig", "MEUCIQ==");
            ObjectNode document = documents.computeIfAbsent(name, n -> {
                ObjectNode fresh = JsonNodeFactory.instance.objectNode();
                fresh.put("_id", n).put("_rev", "1-test").put("name", n).put("description", "about " + n);
                fresh.putObject("dist-tags");
                fresh.putObject("versions");
                fresh.putObject("time")
                        .put("created", "2020-01-01T00:00:00.000Z")
                        .put("modified", "2024-06-01T00:00:00.000Z");
                fresh.put("readme", "not carried");
                return fresh;
            });
            ((ObjectNode) document.get("versions")).set(version, manifest);
            ((ObjectNode) document.get("time"))
                    .put(version, "2024-01-0" + (1 + document.get("versions").size() % 8) + "T00:00:00.000Z");
            ((ObjectNode) document.get("dist-tags")).put("latest", version);
            return this;
        }
    }

    private static byte[] hash(String algorithm, byte[] bytes) {
        return Digest.algorithm(algorithm).digest(bytes);
    }

    public Version version(String name, String version) {
        return new Version(name, version);
    }

    public void tag(String name, String tag, String version) {
        ((ObjectNode) document(name).get("dist-tags")).put(tag, version);
    }

    /** A package's document, to be changed by a test. */
    public ObjectNode document(String name) {
        ObjectNode document = documents.get(name);
        if (document == null) {
            throw new IllegalArgumentException(name);
        }
        return document;
    }

    /** Answers a path only where the URL has this query. */
    public void sign(String path, String query) {
        signatures.put(path, query);
    }

    /** Replaces the bytes of a tarball, but not what is declared for it. */
    public void corrupt(String path, byte[] bytes) {
        tarballs.put(path, bytes);
    }

    private MockResponse answer(String path, RecordedRequest request) {
        byte[] tarball = tarballs.get(path);
        if (tarball != null) {
            return new MockResponse.Builder()
                    .addHeader("Content-Type", "application/octet-stream")
                    .body(new Buffer().write(tarball))
                    .build();
        }
        ObjectNode document =
                documents.get(path.substring(1).replace("%2f", "/").replace("%2F", "/"));
        if (document == null) {
            return new MockResponse.Builder()
                    .code(404)
                    .body("{\"error\":\"Not found\"}")
                    .build();
        }
        String accept = String.valueOf(request.getHeaders().get("Accept"));
        boolean abbreviated = accept.contains("application/vnd.npm.install-v1+json");
        byte[] body =
                (abbreviated ? abbreviated(document) : document).toString().getBytes(StandardCharsets.UTF_8);
        String tag = "\"" + Digest.of(body).hex() + "\"";
        if (tag.equals(request.getHeaders().get("If-None-Match"))) {
            return new MockResponse.Builder().code(304).addHeader("ETag", tag).build();
        }
        return new MockResponse.Builder()
                .addHeader("Content-Type", abbreviated ? "application/vnd.npm.install-v1+json" : "application/json")
                .addHeader("ETag", tag)
                .addHeader("Cache-Control", "public, max-age=300")
                .body(new Buffer().write(body))
                .build();
    }

    private static JsonNode abbreviated(ObjectNode document) {
        ObjectNode shorter = JsonNodeFactory.instance.objectNode();
        Map<String, JsonNode> kept = new LinkedHashMap<>();
        for (String key : List.of("name", "dist-tags", "versions")) {
            kept.put(key, document.get(key));
        }
        kept.forEach(shorter::set);
        return shorter;
    }

    @Override
    public void close() {
        server.close();
    }
}
