package org.gapferry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.bundle.inventory.InventoryReader;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.testkit.FakeNpmRegistry;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.EgressPolicy;
import org.gapferry.transport.Http;
import org.gapferry.transport.Network;
import org.gapferry.transport.RetryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proof sees what a state lacks: a real state loses one thing, and the proof names it. */
class CheckTest {
    @TempDir
    private Path folder;

    private final FakeNpmRegistry registry = new FakeNpmRegistry();
    private final Tasks tasks = new Tasks(4);
    private ExportFixture.Wanted wanted;
    private List<Problem> told = List.of();
    private List<Closed.Derived> derived = List.of();

    @BeforeEach
    void exportState() throws IOException {
        registry.version("root", "1.0.0")
                .with("dependencies", "{\"dep\":\"^1\",\"tagged\":\"next\",\"native\":\"1\",\"holder\":\"1\"}")
                .with(
                        "optionalDependencies",
                        "{\"for-linux\":\"1\",\"for-windows\":\"1\",\"for-musl\":\"1\",\"absent\":\"1\"}")
                .publish();
        registry.version("dep", "1.0.0").publish();
        registry.version("tagged", "1.0.0-rc.1").publish();
        registry.tag("tagged", "next", "1.0.0-rc.1");
        registry.version("for-linux", "1.0.0").with("os", "[\"linux\"]").publish();
        registry.version("for-musl", "1.0.0")
                .with("os", "[\"linux\"]")
                .with("libc", "[\"musl\"]")
                .publish();
        registry.version("native", "1.0.0")
                .with("scripts", "{\"test\":\"node-gyp rebuild\"}")
                .publish();
        registry.version("node-gyp", "11.0.0").publish();
        registry.version("holder", "1.0.0")
                .needs("inside", "^1")
                .with("bundledDependencies", "[\"inside\"]")
                .publish();
        registry.version("inside", "1.0.0").publish();
        registry.version("for-windows", "1.0.0").with("os", "[\"win32\"]").publish();
        ExportFixture fixture = new ExportFixture(folder, registry, Ecosystems.ALL);
        wanted =
                fixture.wanted("root", "targets: [{os: linux, arch: x64, node: [\"22\"]}, {os: windows, arch: x64}]\n");
        assertThat(fixture.export(wanted).bundle()).isPresent();
    }

    @AfterEach
    void close() {
        registry.close();
        tasks.close();
    }

    private static Closed closed(Requirements requirements, List<Closed.Derived> derived, List<LeftOut> leftOut) {
        return new Closed(
                requirements, List.of(), List.of(), List.of(), List.of(), derived, leftOut, List.of(), List.of());
    }

    /** What the proof says of the state after a change; empty if it holds. */
    private String proof(UnaryOperator<InventoryLine> change) throws IOException {
        Path file = Files.createTempFile(folder, "changed", ".jsonl");
        boolean changed = false;
        try (InventoryWriter out = new InventoryWriter(file);
                InventoryReader reader = new InventoryReader(
                        () -> new GZIPInputStream(Files.newInputStream(folder.resolve("st/inventories/1.1.jsonl.gz"))),
                        "inventory")) {
            for (InventoryLine line = reader.next(); line != null; line = reader.next()) {
                InventoryLine kept = change.apply(line);
                changed |= kept != line;
                if (kept instanceof Artifact artifact) {
                    out.artifact(artifact);
                } else if (kept instanceof Pointer pointer) {
                    out.pointer(pointer);
                }
            }
            out.finish();
        }
        try (Http http = new Http(
                        new EgressPolicy(List.of(), List.of()),
                        RetryPolicy.standard(Clock.systemUTC()),
                        Network.PLAIN,
                        1,
                        "test");
                StateCatalog state = new StateCatalog(file, new BlobCache(folder.resolve("st/cache"), http))) {
            var leftOut = List.of(new LeftOut(
                    "pkg:npm/root@1.0.0", "absent@1", EcosystemProblem.PACKAGE_UNKNOWN.at("root", "absent upstream")));
            ProblemException failed = catchThrowableOfType(
                    ProblemException.class,
                    () -> told = new Check(Ecosystems.ALL, wanted.manifest().targets(), tasks)
                            .check(closed(wanted.requirements(), derived, leftOut), state));
            assertThat(failed == null
                            || changed
                            || !wanted.requirements().of("pulumi").isEmpty())
                    .isTrue();
            return failed == null
                    ? ""
                    : String.join(
                            "\n",
                            failed.problems().stream().map(p -> p.sentence()).toList());
        }
    }

    private static boolean is(InventoryLine line, String beginning) {
        return line.line().startsWith("{\"" + beginning);
    }

    @Test
    void aWholeStateIsProven() throws IOException {
        assertThat(proof(line -> line)).isEmpty();
    }

    @Test
    void aMissingEdgeIsNamed() throws IOException {
        assertThat(proof(line -> is(line, "artifact\":\"pkg:npm/dep@") ? null : line))
                .contains("pkg:npm/root@1.0.0 dependencies dep@^1")
                .contains("an install on linux-x64-glibc would fail");
    }

    @Test
    void aMissingManifestIsNamed() throws IOException {
        assertThat(proof(line -> is(line, "pointer\":\"pkg:npm/dep@1.0.0#manifest") ? null : line))
                .contains("pkg:npm/root@1.0.0 dependencies dep@^1");
    }

    @Test
    void aMissingTagIsNamed() throws IOException {
        assertThat(proof(line -> is(line, "pointer\":\"pkg:npm/tagged#tag/next") ? null : line))
                .contains("no version of `tagged` fits `next`");
    }

    @Test
    void aMissingDateIsNamed() throws IOException {
        assertThat(proof(line -> line instanceof Artifact artifact && is(line, "artifact\":\"pkg:npm/root@")
                        ? new Artifact(artifact.coordinates(), ArtifactMetadata.NOTHING, artifact.files())
                        : line))
                .contains("root@1.0.0: an install on")
                .contains("no date of this version");
    }

    @Test
    void aMissingTarballOfOnePlatformIsNamedForThatPlatformAlone() throws IOException {
        assertThat(proof(line -> line instanceof Artifact artifact && is(line, "artifact\":\"pkg:npm/for-windows@")
                        ? new Artifact(artifact.coordinates(), artifact.metadata(), List.of())
                        : line))
                .isEqualTo("for-windows@1.0.0: an install on windows-x64 would fail: its tarball would not be served");
    }

    @Test
    void aMissingOptionalDependencyIsNamedUnlessTheUpstreamLacksItToo() throws IOException {
        assertThat(proof(line -> is(line, "artifact\":\"pkg:npm/for-linux@") ? null : line))
                .contains("optionalDependencies for-linux@1")
                .doesNotContain("absent");
    }

    /** Asks for a project of Pulumi, too, whose package.json has a dependency. */
    private Path alsoProject(String runtime, String dependency) throws IOException {
        Path project = Files.createDirectories(folder.resolve("project"));
        Files.writeString(project.resolve("Pulumi.yaml"), "name: p\nruntime: " + runtime + "\n");
        Files.writeString(project.resolve("package.json"), "{\"dependencies\":{\"" + dependency + "\":\"^1\"}}");
        wanted = new ExportFixture.Wanted(
                wanted.manifest(),
                wanted.requirements()
                        .with(
                                "pulumi",
                                Ecosystems.ALL
                                        .ofSection("pulumi")
                                        .orElseThrow()
                                        .online()
                                        .requirements()
                                        .project("project: ./project", "m.yaml:1:1", project)));
        return project;
    }

    @Test
    void whatClientsDeriveMustBeServedToo() throws IOException {
        alsoProject("nodejs", "nowhere");
        assertThat(proof(line -> line))
                .contains("`nowhere` is not known to the mirror")
                .contains("cli: latest");
    }

    @Test
    void whatIsDerivedAndAmongTheRequirementsIsCheckedOnce() throws IOException {
        Path project = alsoProject("nodejs", "nowhere");
        derived = List.of(
                new Closed.Derived(
                        DerivedRequirement.ofProject("npm", "project: ./project", "in other words", project), ""),
                new Closed.Derived(new DerivedRequirement("pulumi", "cli: latest", "in other words"), ""));
        assertThat(proof(line -> line)).isEmpty();
    }

    @Test
    void whatIsDerivedOfAnUnknownEcosystemIsToldAndEndsNothing() throws IOException {
        alsoProject("go", "dep");
        derived = List.of(new Closed.Derived(new DerivedRequirement("pulumi", "cli: latest", "in other words"), ""));
        assertThat(proof(line -> line)).isEmpty();
        assertThat(told)
                .filteredOn(problem -> problem.code() == EcosystemProblem.NOT_CARRIED)
                .singleElement()
                .extracting(Problem::what)
                .asString()
                .contains("the ecosystem `go` is not supported");
    }

    private List<String> findings() {
        return told.stream()
                .filter(problem -> problem.code() == EcosystemProblem.CLIENT_FAILS)
                .map(Problem::sentence)
                .toList();
    }

    @Test
    void whatTheUpstreamLacksAndSomeClientsNeedIsTold() throws IOException {
        assertThat(proof(line -> line)).isEmpty();
        assertThat(findings()).isEmpty();
        assertThat(told)
                .extracting(Problem::sentence)
                .containsExactly(
                        "pkg:npm/root@1.0.0 optionalDependencies absent@1: an install with yarn 1 and yarn 4 on linux-x64-glibc would fail: `absent` is not known to the mirror",
                        "pkg:npm/root@1.0.0 optionalDependencies absent@1: an install with yarn 1 and yarn 4 on windows-x64 would fail: `absent` is not known to the mirror");
    }

    @Test
    void aClientThatAddsADependencyOfItsOwnIsNamed() throws IOException {
        assertThat(proof(line -> is(line, "artifact\":\"pkg:npm/node-gyp@") ? null : line))
                .isEmpty();
        assertThat(findings())
                .hasSize(2)
                .allMatch(sentence -> sentence.contains("native@1.0.0")
                        && sentence.contains("an install with yarn 4 on ")
                        && sentence.contains("`node-gyp` is not known to the mirror"));
    }

    @Test
    void aClientThatDoesNotKnowLibcIsNamed() throws IOException {
        assertThat(proof(line -> line instanceof Artifact artifact && is(line, "artifact\":\"pkg:npm/for-musl@")
                        ? new Artifact(artifact.coordinates(), artifact.metadata(), List.of())
                        : line))
                .isEmpty();
        assertThat(findings())
                .containsExactly(
                        "for-musl@1.0.0: an install with yarn 1 on linux-x64-glibc would fail: its tarball would not be served");
    }

    @Test
    void clientsThatDoNotUseWhatIsBundledAreNamed() throws IOException {
        assertThat(proof(line -> is(line, "artifact\":\"pkg:npm/inside@") ? null : line))
                .isEmpty();
        assertThat(findings())
                .hasSize(2)
                .allMatch(sentence -> sentence.contains("an install with yarn 1, yarn 4 and bun 1 on "));
    }

    @Test
    void aVersionThatAClientTakesAndRefusesIsTold() throws IOException {
        registry.version("dep", "1.1.0").with("engines", "{\"node\":\">=24\"}").publish();
        ExportReport report = new ExportFixture(folder, registry, Ecosystems.ALL).export(wanted);
        assertThat(report.findings()).isEmpty();
        assertThat(report.notes())
                .contains(
                        "dep@1.1.0: an install with yarn 1 on linux-x64-glibc would fail: it is for Node >=24, not for 22");
    }

    @Test
    void anExportWithoutWhatOneClientAddsEndsWithAFindingThatNamesIt() throws IOException {
        registry.version("other", "1.0.0")
                .with("scripts", "{\"install\":\"prebuild-install || exit 0\"}")
                .publish();
        registry.change("/node-gyp", answer -> answer.newBuilder().code(404).build());
        ExportFixture fixture = new ExportFixture(folder.resolve("second"), registry, Ecosystems.ALL);
        Files.createDirectories(folder.resolve("second"));
        ExportReport report = fixture.export(fixture.wanted("other", ""));
        assertThat(report.bundle()).isPresent();
        assertThat(report.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(EcosystemProblem.CLIENT_FAILS))
                .extracting(Problem::sentence)
                .asString()
                .contains("other@1.0.0", "with yarn 4 on");
    }

    private ExportReport exportOf(String name) throws IOException {
        Path second = Files.createDirectories(folder.resolve("second"));
        ExportFixture fixture = new ExportFixture(second, registry, Ecosystems.ALL);
        return fixture.export(fixture.wanted(name, "targets: [{os: linux, arch: x64, node: [\"22\"]}]\n"));
    }

    private static final String MAC_ARCHIVE = "/for-mac/-/for-mac-1.0.0.tgz";

    @Test
    void aRequiredPackageForAnotherPlatformIsCarriedForThoseThatInstallItAndNpmRefusesIt() throws IOException {
        registry.version("for-mac", "1.0.0").with("os", "[\"darwin\"]").publish();
        registry.version("needs-mac", "1.0.0")
                .with("dependencies", "{\"for-mac\":\"1\"}")
                .publish();
        ExportReport report = exportOf("needs-mac");
        assertThat(report.findings()).isEmpty();
        assertThat(registry.requests()).anyMatch(request -> request.endsWith(MAC_ARCHIVE));
        assertThat(report.notes())
                .contains(
                        "for-mac@1.0.0: an install with npm 10 to 12 and yarn 1 on linux-x64-glibc would fail: it is required, and for os darwin only");
    }

    @Test
    void anOptionalPackageForAnotherPlatformIsNotCarriedAndNobodyRefusesIt() throws IOException {
        registry.version("for-mac", "1.0.0").with("os", "[\"darwin\"]").publish();
        registry.version("may-use-mac", "1.0.0")
                .with("optionalDependencies", "{\"for-mac\":\"1\"}")
                .publish();
        ExportReport report = exportOf("may-use-mac");
        assertThat(registry.requests()).noneMatch(request -> request.endsWith(MAC_ARCHIVE));
        assertThat(report.notes()).noneMatch(note -> note.contains("for-mac"));
    }

    @Test
    void whatAnOptionalPackageOfThisPlatformRequiresIsCarriedForPnpmThoughNpmDoesWithoutBoth() throws IOException {
        registry.version("for-mac", "1.0.0").with("os", "[\"darwin\"]").publish();
        registry.version("needs-mac", "1.0.0")
                .with("dependencies", "{\"for-mac\":\"1\"}")
                .publish();
        registry.version("may-need-mac", "1.0.0")
                .with("optionalDependencies", "{\"needs-mac\":\"1\"}")
                .publish();
        ExportReport report = exportOf("may-need-mac");
        assertThat(registry.requests()).anyMatch(request -> request.endsWith(MAC_ARCHIVE));
        assertThat(report.notes()).noneMatch(note -> note.contains("for-mac"));
    }

    /** The notes that speak of package managers. */
    private static List<String> ofClients(ExportReport report) {
        return report.notes().stream().filter(note -> note.contains("yarn")).toList();
    }

    @Test
    void whatPnpmAndYarn4AddToAPackageIsCarriedWithItsDependencies() throws IOException {
        registry.additions("2.0.1", "[[`forgetful@<2`, {dependencies: {[`forgotten`]: `^1`}}]]");
        registry.version("forgetful", "1.0.0").publish();
        registry.version("forgotten", "1.5.0").needs("below", "^1").publish();
        registry.version("below", "1.0.0").publish();
        ExportReport report = exportOf("forgetful");
        assertThat(report.findings()).isEmpty();
        assertThat(ofClients(report)).isEmpty();
        assertThat(registry.requests())
                .anyMatch(request -> request.endsWith("/forgotten/-/forgotten-1.5.0.tgz"))
                .anyMatch(request -> request.endsWith("/below/-/below-1.0.0.tgz"));
    }

    @Test
    void whatPnpmAndYarn4AddAndTheUpstreamLacksIsANote() throws IOException {
        registry.additions("2.0.1", "[[`forgetful@<2`, {dependencies: {[`forgotten`]: `^1`}}]]");
        registry.version("forgetful", "1.0.0").publish();
        ExportReport report = exportOf("forgetful");
        assertThat(report.bundle()).isPresent();
        assertThat(report.findings()).isEmpty();
        assertThat(ofClients(report))
                .singleElement()
                .asString()
                .contains(
                        "pkg:npm/forgetful@1.0.0, to which pnpm 9 to 12 and yarn 4 add",
                        "an install with pnpm 9 to 12 and yarn 4 would fail: `forgotten` is not known to");
    }

    @Test
    void aRegistryWithoutTheListOfAdditionsIsANote() throws IOException {
        registry.version("plain", "1.0.0").publish();
        registry.change(
                "/@yarnpkg%2fextensions",
                answer -> answer.newBuilder().code(404).build());
        ExportReport report = exportOf("plain");
        assertThat(report.bundle()).isPresent();
        assertThat(report.findings()).isEmpty();
        assertThat(ofClients(report)).singleElement().asString().contains("what they add is not fully known");
    }

    private void optionalPeer(String name, String peers) {
        registry.version(name, "1.0.0")
                .with("peerDependencies", peers)
                .with("peerDependenciesMeta", "{\"other\":{\"optional\":true},\"looked-up\":{\"optional\":true}}")
                .publish();
    }

    @Test
    void anOptionalPeerThatTwoPackagesOfAPeerSetNameIsCarriedForNpm10() throws IOException {
        optionalPeer("one", "{\"partner\":\"1\",\"looked-up\":\"^2\"}");
        optionalPeer("partner", "{\"looked-up\":\"2 || 3\"}");
        registry.version("looked-up", "2.0.0").publish();
        ExportReport report = exportOf("one");
        assertThat(report.findings()).isEmpty();
        assertThat(ofClients(report)).isEmpty();
        assertThat(registry.requests()).anyMatch(request -> request.endsWith("/looked-up/-/looked-up-2.0.0.tgz"));
    }

    @Test
    void anOptionalPeerThatOnePackageNamesIsNotCarried() throws IOException {
        optionalPeer("one", "{\"partner\":\"1\",\"looked-up\":\"^2\"}");
        registry.version("partner", "1.0.0").publish();
        registry.version("looked-up", "2.0.0").publish();
        assertThat(exportOf("one").findings()).isEmpty();
        assertThat(registry.requests()).noneMatch(request -> request.contains("looked-up"));
    }

    @Test
    void anOptionalPeerThatNpm10CannotDoWithoutAndTheUpstreamLacksIsANote() throws IOException {
        optionalPeer("one", "{\"partner\":\"1\",\"looked-up\":\"^2\"}");
        optionalPeer("partner", "{\"looked-up\":\"^2\"}");
        ExportReport report = exportOf("one");
        assertThat(report.bundle()).isPresent();
        assertThat(report.findings()).isEmpty();
        assertThat(report.notes())
                .filteredOn(note -> note.contains("looked-up"))
                .singleElement()
                .asString()
                .contains("an install with npm 10 would fail: `looked-up` is not known to");
    }

    @Test
    void anOptionalPeerOnAPackageThatIsThereInAnotherVersionIsCarried() throws IOException {
        optionalPeer("one", "{\"looked-up\":\"<2\"}");
        registry.version("looked-up", "1.0.0").publish();
        registry.version("looked-up", "2.0.0").publish();
        registry.version("top", "1.0.0")
                .needs("one", "1")
                .with("peerDependencies", "{\"looked-up\":\">=1\"}")
                .publish();
        assertThat(exportOf("top").findings()).isEmpty();
        assertThat(registry.requests())
                .anyMatch(request -> request.endsWith("/looked-up/-/looked-up-1.0.0.tgz"))
                .anyMatch(request -> request.endsWith("/looked-up/-/looked-up-2.0.0.tgz"));
    }
}
