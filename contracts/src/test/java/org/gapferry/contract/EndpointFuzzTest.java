package org.gapferry.contract;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.MirrorRequest;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.testkit.Fuzz;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Requests and documents that are broken in all ways: an endpoint answers each, and what it says is JSON is JSON. */
class EndpointFuzzTest {
    private static final URI BASE = URI.create("https://mirror.test/here/");
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Coordinates RANDOM = new Coordinates("pulumi", "resource", "random", "4.18.0");

    @Test
    void requestsOfEveryEcosystem() {
        for (EndpointContract contract :
                List.of(new NpmEndpointTest(), new PulumiEndpointTest(), new ToyEndpointTest())) {
            HeldCatalog held = contract.held();
            List<String> examples = new ArrayList<>(contract.served());
            examples.addAll(contract.absent());
            Fuzz.of("requests of " + contract.ecosystem().name())
                    .examples(examples.stream()
                            .map(path -> path + "\nGET\napplication/json, */*;q=0.5")
                            .toArray(String[]::new))
                    .words(
                            "/",
                            "%2f",
                            "%2e",
                            "%00",
                            "%ff",
                            "%",
                            "?",
                            "&",
                            "=",
                            ";q=",
                            "*/*",
                            ",",
                            "@",
                            "-/",
                            ".tgz",
                            "\n",
                            "POST",
                            "HEAD",
                            "latest",
                            "releases",
                            "tags/v",
                            "%0d%0aX: y",
                            "\u2028")
                    .runText(input -> answer(contract, input, held));
        }
    }

    @Test
    void documentsThatPulumisEndpointReads() {
        PulumiEndpointTest contract = new PulumiEndpointTest();
        Fuzz.of("release document of Pulumi")
                .examples(
                        "{\"server\":\"https://p.test\",\"origin\":\"x\"}", "{\"server\":\"github://api.p.test/a/b\"}")
                .words("{", "}", "[", "null", "\"server\":", "1", ",", ":")
                .runText(input -> {
                    HeldCatalog held = contract.held().document(RANDOM, "release", input);
                    for (String path : List.of(
                            "pulumi/api/registry/packages",
                            "pulumi/api/registry/packages/pulumi/pulumi/random/versions/latest",
                            "repos/acme/other/releases/latest")) {
                        answer(contract, path + "\nGET\n", held);
                    }
                });
    }

    private static void answer(EndpointContract contract, String input, Catalog held) {
        String[] lines = input.split("\n", 3);
        String[] path = lines[0].split("\\?", 2);
        int slash = path[0].indexOf('/');
        MirrorRequest request = new MirrorRequest(
                lines.length > 1 ? lines[1] : "GET",
                slash < 0 ? path[0] : path[0].substring(0, slash),
                slash < 0 ? "" : path[0].substring(slash + 1),
                path.length > 1 ? path[1] : "",
                lines.length > 2 ? lines[2] : "",
                BASE);
        MirrorResponse response;
        try {
            response = contract.ecosystem().offline().endpoint().serve(request, held);
        } catch (ProblemException e) {
            throw new AssertionError("a request that is refused by a problem: " + input, e);
        }
        if (response.status() < 200
                || response.status() > 499
                || !response.contentType().matches("[ -~]+")) {
            throw new AssertionError(response.status() + " " + response.contentType() + " for " + input);
        }
        if (response.body() instanceof MirrorResponse.Bytes bytes
                && response.contentType().contains("json")) {
            MAPPER.readTree(new String(bytes.bytes(), StandardCharsets.UTF_8));
        }
    }
}
