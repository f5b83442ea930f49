package org.gapferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gapferry.bundle.Tasks;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Unavailable;
import org.gapferry.ecosystem.resolve.Closure;
import org.gapferry.ecosystem.resolve.ResolveContext;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.ResolvedDocument;
import org.gapferry.ecosystem.resolve.Routes;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.manifest.Target;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.DocumentCache;
import org.gapferry.transport.EgressPolicy;
import org.gapferry.transport.Http;
import org.gapferry.transport.Network;
import org.gapferry.transport.RetryPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every resolver must keep, asked with an upstream on the loopback and caches that are empty. */
public abstract class ResolverContract {
    private Path folder = Path.of("");
    private int resolutions;

    @BeforeEach
    protected final void inFolder(@TempDir Path temporary) {
        folder = temporary;
    }

    protected abstract Ecosystem ecosystem();

    /** An upstream that has what {@link #good} needs; ends with a slash. */
    protected abstract URI upstream();

    /** Several requirements, in the words of a manifest, of which one at least needs more than itself. */
    protected abstract List<String> good();

    /** A requirement of something that the upstream does not have. */
    protected abstract String bad();

    private static List<Target> targets() {
        return List.of(new Target("linux", "x64", "glibc", Map.of()), new Target("linux", "arm64", "glibc", Map.of()));
    }

    private List<Requirement> requirements(List<String> texts) {
        List<Requirement> requirements = new ArrayList<>();
        for (String text : texts) {
            requirements.add(ecosystem().online().requirements().derived(text, "manifest:" + texts.indexOf(text)));
        }
        return requirements;
    }

    /** Resolves requirements with empty caches. */
    protected final Closure resolve(List<String> texts) throws IOException {
        Path caches = folder.resolve("caches" + resolutions++);
        RetryPolicy retries = new RetryPolicy(
                2,
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofSeconds(1),
                Clock.systemUTC(),
                duration -> {});
        try (Http http = new Http(new EgressPolicy(List.of(upstream()), List.of()), retries, Network.PLAIN, 4, "test");
                Tasks tasks = new Tasks(4)) {
            BlobCache blobs = new BlobCache(caches.resolve("blobs"), http);
            ResolveContext context = new ResolveContext(
                    targets(),
                    Routes.of(List.of(new Upstream("", upstream(), "test"))),
                    new ClientEnvironment(Map.of(), folder, folder, command -> Optional.empty()),
                    new Ecosystems(List.of(ecosystem())).companions(),
                    new DocumentCache(caches.resolve("documents"), http),
                    blobs,
                    tasks,
                    progress -> {});
            return ecosystem().online().resolver().begin(context).resolve(requirements(texts), Unavailable.NOTHING);
        }
    }

    /** The documents that the resolver makes itself, by their pointers. */
    private static Map<String, String> rendered(Closure closure) {
        Map<String, String> rendered = new LinkedHashMap<>();
        for (ResolvedDocument document : closure.documents()) {
            if (document.content() instanceof ResolvedDocument.Rendered made) {
                rendered.put(
                        document.key() + document.kind() + document.rank(),
                        new String(made.rendering().bytes(), StandardCharsets.UTF_8));
            }
        }
        return rendered;
    }

    private static List<String> coordinates(Closure closure) {
        return closure.artifacts().stream()
                .map(artifact -> artifact.coordinates().toString())
                .toList();
    }

    @Test
    protected void everythingThatIsRequiredIsResolvedWithMoreThanItself() throws IOException {
        Closure closure = resolve(good());
        assertThat(closure.unresolved()).isEmpty();
        assertThat(closure.artifacts()).hasSizeGreaterThanOrEqualTo(good().size());
        assertThat(coordinates(closure)).doesNotHaveDuplicates();
    }

    @Test
    protected void eachArtifactHasFilesOfItsOwnNames() throws IOException {
        Closure closure = resolve(good());
        for (ResolvedArtifact artifact : closure.artifacts()) {
            assertThat(artifact.files()).as(artifact.coordinates().toString()).isNotEmpty();
            assertThat(artifact.files())
                    .extracting(SourceFile::name)
                    .as(artifact.coordinates().toString())
                    .doesNotHaveDuplicates();
            assertThat(artifact.metadata().why())
                    .as(artifact.coordinates().toString())
                    .isNotBlank();
        }
    }

    @Test
    protected void tagsLeadToWhatIsResolvedAndNoPointerComesTwice() throws IOException {
        Closure closure = resolve(good());
        List<String> there = coordinates(closure);
        List<String> keys = new ArrayList<>();
        closure.documents().forEach(document -> keys.add(document.key()));
        for (Pointer tag : closure.tags()) {
            keys.add(tag.key());
            assertThat(there)
                    .as(tag.id())
                    .contains(tag.owner()
                            .unversioned()
                            .at(tag.version().orElseThrow())
                            .toString());
        }
        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    protected void theSameAnswersGiveTheSameClosureInTheSameOrder() throws IOException {
        Closure first = resolve(good());
        for (int again = 0; again < 3; again++) {
            Closure next = resolve(good());
            assertThat(next.artifacts()).isEqualTo(first.artifacts());
            assertThat(next.tags()).isEqualTo(first.tags());
            assertThat(next.leftOut()).isEqualTo(first.leftOut());
            assertThat(next.notes()).isEqualTo(first.notes());
            assertThat(List.copyOf(rendered(next).entrySet()))
                    .isEqualTo(List.copyOf(rendered(first).entrySet()));
        }
    }

    @Test
    protected void inWhichOrderRequirementsAreWrittenDecidesNothing() throws IOException {
        List<String> reversed = new ArrayList<>(good());
        Collections.reverse(reversed);
        assertThat(coordinates(resolve(reversed))).containsExactlyInAnyOrderElementsOf(coordinates(resolve(good())));
    }

    @Test
    protected void aBadRequirementIsUnresolvedAndDoesNotSpoilTheOthers() throws IOException {
        List<String> mixed = new ArrayList<>(good());
        mixed.add(1, bad());
        Closure closure = resolve(mixed);
        assertThat(closure.unresolved())
                .extracting(unresolved -> unresolved.requirement().text())
                .containsOnly(bad());
        assertThat(coordinates(closure)).containsExactlyInAnyOrderElementsOf(coordinates(resolve(good())));
    }
}
