package org.gapferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.MirrorRequest;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.ecosystem.serve.MirrorResponse.Freshness;
import org.junit.jupiter.api.Test;

/** What every endpoint must keep, asked as the function that it is: no sockets, no server. */
public abstract class EndpointContract {
    private static final URI BASE = URI.create("https://mirror.test/here/");
    private static final URI OTHER_BASE = URI.create("http://other.test:8080/");
    private static final int THREADS = 4;

    /** Paths that mean harm, or nothing. */
    private static final List<String> HOSTILE = List.of(
            "",
            "/",
            "//",
            ".",
            "..",
            "../../etc/passwd",
            "%2e%2e/%2e%2e/x",
            "..%2f..%2fx",
            "%",
            "%2",
            "%zz",
            "%00",
            "a%00b",
            "%ff%fe",
            "%c0%af",
            "%25%32%65",
            "\\..\\x",
            "%5c..%5cx",
            "a:b",
            "C:",
            "x%0d%0aSet-Cookie:%20y",
            "x%0a",
            "%e2%80%ae",
            "@",
            "@/",
            "@a",
            "@a/",
            "~",
            "a@b@c",
            "a#b",
            "a?b",
            "pkg:toy/a@1",
            "-",
            "-/",
            "a/-/",
            "a/-/a-.tgz",
            "a/-/a-..tgz",
            "a/-/a-...tgz",
            "a/-/a-%2e%2e.tgz",
            "a/-/a-1%2f2.tgz",
            "a".repeat(5000),
            "a/".repeat(2000),
            "%61".repeat(2000));

    protected abstract Ecosystem ecosystem();

    /** What is held. */
    protected abstract HeldCatalog held();

    /**
     * A path of each kind that is answered with 200 from what is held: the first segment, and below it the rest with a
     * query.
     */
    protected abstract List<String> served();

    /** Those of {@link #served} that need nothing held, such as an installation script. */
    protected List<String> servedFromNothing() {
        return List.of();
    }

    /** Paths like {@link #served}, of what is not held: another version, another platform, another name. */
    protected abstract List<String> absent();

    private MirrorResponse answer(String method, String path, URI base, Catalog catalog) {
        int slash = path.indexOf('/');
        String root = slash < 0 ? path : path.substring(0, slash);
        String[] rest = (slash < 0 ? "" : path.substring(slash + 1)).split("\\?", 2);
        return ecosystem()
                .offline()
                .endpoint()
                .serve(new MirrorRequest(method, root, rest[0], rest.length > 1 ? rest[1] : "", "", base), catalog);
    }

    private MirrorResponse get(String path) {
        return answer("GET", path, BASE, held());
    }

    /** Everything that a client sees of an answer. */
    private static String seen(MirrorResponse response) {
        String body = response.body() instanceof MirrorResponse.Content content
                ? content.blob().toString()
                : new String(((MirrorResponse.Bytes) response.body()).bytes(), StandardCharsets.ISO_8859_1);
        return response.status() + " " + response.contentType() + " " + response.freshness() + " " + body;
    }

    @Test
    protected void everyKindOfPathIsAnswered() {
        assertThat(served())
                .isNotEmpty()
                .allSatisfy(path -> assertThat(get(path).status()).isEqualTo(200));
    }

    @Test
    protected void aHeadIsAnsweredLikeAGet() {
        HeldCatalog held = held();
        assertThat(paths()).allSatisfy(path -> assertThat(seen(answer("HEAD", path, BASE, held)))
                .isEqualTo(seen(answer("GET", path, BASE, held))));
    }

    private List<String> paths() {
        List<String> paths = new ArrayList<>(served());
        paths.addAll(absent());
        return paths;
    }

    @Test
    protected void nothingIsWritten() {
        HeldCatalog held = held();
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "CONNECT", "get")) {
            assertThat(served()).allSatisfy(path -> assertThat(
                            answer(method, path, BASE, held).status())
                    .as(method)
                    .isBetween(400, 499));
        }
    }

    @Test
    protected void whatIsNotHeldIsNotFound() {
        assertThat(absent()).isNotEmpty().allSatisfy(path -> isNotFound(get(path)));
        List<String> needing = new ArrayList<>(served());
        needing.removeAll(servedFromNothing());
        HeldCatalog nothing = new HeldCatalog();
        assertThat(needing).allSatisfy(path -> isNotFound(answer("GET", path, BASE, nothing)));
        assertThat(servedFromNothing())
                .allSatisfy(path ->
                        assertThat(answer("GET", path, BASE, nothing).status()).isEqualTo(200));
    }

    private void isNotFound(MirrorResponse response) {
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.freshness()).isEqualTo(Freshness.NONE);
        assertThat(response.contentType()).isEqualTo(errorType());
        assertThat(((MirrorResponse.Bytes) response.body()).bytes()).isNotEmpty();
    }

    /** The content type of an error, in the ecosystem's own form. */
    protected String errorType() {
        return "application/json";
    }

    @Test
    protected void noPathIsAnErrorOfTheServer() {
        HeldCatalog held = held();
        List<String> roots = ecosystem().id().roots();
        List<String> beginnings = new ArrayList<>();
        roots.forEach(root -> beginnings.add(root + "/"));
        for (String path : served()) {
            String plain = path.replaceAll("\\?.*", "");
            beginnings.add(plain + "/");
            beginnings.add(plain.substring(0, plain.lastIndexOf('/') + 1));
            beginnings.add(plain);
        }
        for (String beginning : beginnings) {
            assertThat(HOSTILE).allSatisfy(hostile -> {
                for (String path : List.of(beginning + hostile, beginning + hostile + "?name=%zz&" + hostile)) {
                    MirrorResponse response = answer("GET", path, BASE, held);
                    assertThat(response.status()).as(path).isLessThan(500);
                    if (response.body() instanceof MirrorResponse.Content content) {
                        assertThat(held.content()).as(path).contains(content.blob());
                    }
                }
            });
        }
    }

    @Test
    protected void contentIsWhatIsHeldAndNeverChangesAndDocumentsAreAskedForAgain() {
        HeldCatalog held = held();
        int contents = 0;
        for (String path : served()) {
            MirrorResponse response = answer("GET", path, BASE, held);
            if (response.body() instanceof MirrorResponse.Content content) {
                contents++;
                assertThat(held.content()).as(path).contains(content.blob());
                assertThat(response.freshness()).as(path).isEqualTo(Freshness.IMMUTABLE);
            } else {
                assertThat(response.freshness()).as(path).isEqualTo(Freshness.REVALIDATE);
            }
        }
        assertThat(contents).as("paths of content").isPositive();
    }

    @Test
    protected void absoluteUrlsFollowTheBaseOfTheRequestAlone() {
        HeldCatalog held = held();
        for (String path : paths()) {
            assertThat(seen(answer("GET", path, BASE, held)).replace(withoutSlash(BASE), withoutSlash(OTHER_BASE)))
                    .as(path)
                    .isEqualTo(seen(answer("GET", path, OTHER_BASE, held)));
        }
    }

    private static String withoutSlash(URI base) {
        return base.toString().replaceAll("/$", "");
    }

    @Test
    protected void theSameRequestHasTheSameAnswerWhoeverElseAsks() throws Exception {
        HeldCatalog held = held();
        List<String> paths = paths();
        List<String> expected = paths.stream()
                .map(path -> seen(answer("GET", path, BASE, held)))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<List<String>>> askers = new ArrayList<>();
            for (int asker = 0; asker < THREADS; asker++) {
                askers.add(() -> paths.stream()
                        .map(path -> seen(answer("GET", path, BASE, held)))
                        .toList());
            }
            for (Future<List<String>> answers : threads.invokeAll(askers)) {
                assertThat(answers.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(paths.stream().map(path -> seen(answer("GET", path, BASE, held()))))
                .as("from another catalog of the same content")
                .isEqualTo(expected);
    }
}
