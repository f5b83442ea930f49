package org.gapferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.gapferry.bundle.Coordinates;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.serve.Endpoint;
import org.gapferry.ecosystem.serve.MirrorRequest;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NpmEndpointTest extends EndpointContract {
    private static Coordinates left(String version) {
        return new Coordinates("npm", "", "left", version);
    }

    private static Coordinates scoped(String version) {
        return new Coordinates("npm", "@scope", "right", version);
    }

    private static String manifest(String name, String version) {
        return "{\"name\":\"" + name + "\",\"version\":\"" + version
                + "\",\"dist\":{\"tarball\":\"https://up.test/x.tgz\"}}";
    }

    @Override
    protected Ecosystem ecosystem() {
        return Ecosystems.ALL.ofSection("npm").orElseThrow();
    }

    @Override
    protected HeldCatalog held() {
        return new HeldCatalog()
                .artifact(left("1.0.0"), "left-1.0.0.tgz")
                .artifact(left("1.1.0-rc.1"), "left-1.1.0-rc.1.tgz")
                .artifact(scoped("2.0.0"), "right-2.0.0.tgz")
                .document(
                        left("1.0.0"),
                        "manifest",
                        manifest("left", "1.0.0").replace("/x.tgz", "/left/-/built-left.tgz?a=b"))
                .document(left("1.1.0-rc.1"), "manifest", manifest("left", "1.1.0-rc.1"))
                .document(scoped("2.0.0"), "manifest", manifest("@scope/right", "2.0.0"))
                .document(left(""), "document", "{\"name\":\"left\",\"time\":{\"modified\":\"2024-01-01T00:00:00Z\"}}")
                .tag(left(""), "tag/latest", "1.0.0")
                .tag(left(""), "tag/next", "1.1.0-rc.1");
    }

    @Override
    protected List<String> served() {
        return List.of(
                "npm/-/ping",
                "npm/left",
                "npm/left/1.0.0",
                "npm/left/next",
                "npm/left/-/left-1.0.0.tgz",
                "npm/left/-/left-1.1.0-rc.1.tgz",
                "npm/@scope/right",
                "npm/@scope%2fright",
                "npm/@scope%2Fright/2.0.0",
                "npm/@scope/right/-/right-2.0.0.tgz",
                "npm/@scope/right/-/@scope/right-2.0.0.tgz",
                "npm/repository/npm-all/left/-/left-1.0.0.tgz",
                "npm/api/v4/packages/npm/@scope%2fright/-/right-2.0.0.tgz",
                "npm/artifactory/@scope/right/-/@scope/right-2.0.0.tgz",
                "npm/left/-/built-left.tgz",
                "npm/repository/left/-/built-left.tgz",
                "npm//left/next",
                "npm/-/whoami",
                "npm/-/v1/search?text=left&size=20&from=0",
                "npm/-/package/left/dist-tags",
                "npm/-/package/@scope%2fright/dist-tags");
    }

    @Override
    protected List<String> servedFromNothing() {
        return List.of("npm/-/ping", "npm/-/whoami", "npm/-/v1/search?text=left&size=20&from=0");
    }

    @Override
    protected List<String> absent() {
        return List.of(
                "npm/gone",
                "npm/right",
                "npm/left/9.9.9",
                "npm/left/beta",
                "npm/left/-/left-9.9.9.tgz",
                "npm/left/-/right-2.0.0.tgz",
                "npm/@other/right",
                "npm/repository/npm-all/left",
                "npm/repository/npm-all/left/1.0.0",
                "npm/repository/right/-/right-2.0.0.tgz",
                "npm/repository/left/-/left-9.9.9.tgz",
                "npm/repository/left/-/left-1.0.0.zip",
                "npm/-/repository/left/-/left-1.0.0.tgz",
                "npm/@scope/right/-/@other/right-2.0.0.tgz",
                "npm/left/-/other.tgz",
                "npm/-/package/gone/dist-tags",
                "npm/-/v1/login");
    }

    private JsonNode json(String rest) {
        String[] path = rest.split("\\?", 2);
        MirrorResponse response = ecosystem()
                .offline()
                .endpoint()
                .serve(
                        new MirrorRequest(
                                "GET",
                                "npm",
                                path[0],
                                path.length > 1 ? path[1] : "",
                                "",
                                URI.create("https://mirror.test/npm/")),
                        held());
        return JsonMapper.shared().readTree(((MirrorResponse.Bytes) response.body()).bytes());
    }

    private List<String> found(String query) {
        return json("-/v1/search?" + query)
                .path("objects")
                .valueStream()
                .map(entry -> entry.path("package").path("name").asString())
                .toList();
    }

    @Test
    void aSearchFindsNamesWithEachOfItsWordsAndPages() {
        assertThat(found("text=left")).containsExactly("left");
        assertThat(found("text=SCOPE%20ri")).containsExactly("@scope/right");
        assertThat(found("text=ef+t")).containsExactly("left");
        assertThat(found("text=left+right")).isEmpty();
        assertThat(found("text=")).isEmpty();
        assertThat(found("text=%zz")).isEmpty();
        assertThat(found("text=t&size=1")).containsExactly("@scope/right");
        assertThat(found("text=t&size=1&from=1")).containsExactly("left");
        assertThat(found("text=t&size=99999999999&from=-1")).containsExactly("@scope/right", "left");
        JsonNode answer = json("-/v1/search?text=t&size=1");
        assertThat(answer.path("total").asInt()).isEqualTo(2);
        assertThat(json("-/v1/search?text=left")
                        .at("/objects/0/package/version")
                        .asString())
                .isEqualTo("1.0.0");
    }

    @Test
    void tagsAreThoseOfTheDocument() {
        assertThat(json("-/package/left/dist-tags")).isEqualTo(json("left").path("dist-tags"));
        assertThat(json("-/package/@scope%2fright/dist-tags").path("latest").asString())
                .isEqualTo("2.0.0");
    }

    @Test
    void onlyPathsOfArchivesAreClaimedAtTheRootOfAMirror() {
        Endpoint endpoint = ecosystem().offline().endpoint();
        assertThat(List.of(
                        "repository/npm-all/ms/-/ms-2.1.1.tgz",
                        "artifactory/api/npm/npm/@s%2fn/-/n-1.0.0.tgz",
                        "a/@s/n/-/@s/n-1.0.0.tgz",
                        "npm/ms/ms-2.1.1.tgz",
                        "ms/ms-2.1.1.tgz",
                        "download/@s/n/1.0.0/0123456789012345678901234567890123456789"))
                .allMatch(endpoint::claims);
        assertThat(List.of(
                        "",
                        "-/ms-1.0.0.tgz",
                        "repository/npm-all/ms",
                        "repository/ms/-/",
                        "a/@s/n/-/@s/b/n-1.0.0.tgz",
                        "repository/ms/-/a/b.tgz",
                        "repository/ms/-/..%2fms-1.0.0.tgz",
                        "repository/%zz/-/ms-1.0.0.tgz",
                        "repository/ms/-/ms-1.0.0.zip"))
                .noneMatch(endpoint::claims);
    }
}
