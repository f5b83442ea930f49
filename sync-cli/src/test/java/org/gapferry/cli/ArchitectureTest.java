package org.gapferry.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.Ecosystems;
import org.junit.jupiter.api.Test;

/** Who may call whom (ARCHITECTURE.md). */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/testkit/"))
            .withImportOption(location -> !location.contains("/contracts/"))
            .importPackages("org.gapferry");

    @Test
    void allModulesAreLookedAt() {
        for (String module : new String[] {
            "bundle", "manifest", "document", "transport", "archive", "ecosystem", "mirror", "importer", "export", "cli"
        }) {
            assertThat(CLASSES.stream().anyMatch(c -> c.getPackageName().startsWith("org.gapferry." + module)))
                    .as(module)
                    .isTrue();
        }
    }

    @Test
    void arrowsGoDownOnly() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("org.gapferry..")
                .layer("cli")
                .definedBy("org.gapferry.cli..")
                .layer("exporter")
                .definedBy("org.gapferry.export..")
                .layer("importer")
                .definedBy("org.gapferry.importer..")
                .layer("mirror")
                .definedBy("org.gapferry.mirror..")
                .layer("ecosystems")
                .definedBy("org.gapferry.ecosystem..", "org.gapferry.archive..", "org.gapferry.version..")
                .layer("transport")
                .definedBy("org.gapferry.transport..")
                .layer("manifests")
                .definedBy("org.gapferry.manifest..", "org.gapferry.document..")
                .layer("bundle-format")
                .definedBy("org.gapferry.bundle..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("exporter")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("importer")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("mirror")
                .mayOnlyBeAccessedByLayers("cli", "importer")
                .whereLayer("ecosystems")
                .mayOnlyBeAccessedByLayers("cli", "exporter", "importer", "mirror")
                .whereLayer("transport")
                .mayOnlyBeAccessedByLayers("cli", "exporter", "ecosystems")
                .whereLayer("manifests")
                .mayOnlyBeAccessedByLayers("cli", "exporter", "ecosystems")
                .whereLayer("bundle-format")
                .mayOnlyBeAccessedByLayers(
                        "cli", "exporter", "importer", "mirror", "ecosystems", "transport", "manifests")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.gapferry.(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(
                        resideInAPackage("org.gapferry.ecosystem"), resideInAPackage("org.gapferry.ecosystem.*"))
                .ignoreDependency(resideInAPackage("org.gapferry.cli"), resideInAPackage("org.gapferry.cli.command"))
                .check(CLASSES);
    }

    private static final String ECOSYSTEM = "org.gapferry.ecosystem";

    /** All classes of an ecosystem, or those of one of its packages. */
    private static DescribedPredicate<JavaClass> of(String id, String... parts) {
        return parts.length == 0
                ? resideInAPackage(ECOSYSTEM + "." + id + "..")
                : resideInAnyPackage(Arrays.stream(parts)
                        .map(part -> ECOSYSTEM + "." + id + "." + part + "..")
                        .toArray(String[]::new));
    }

    @Test
    void whatAnEcosystemKnowsIsSeenByItsWiringAlone() {
        for (String id : Ecosystems.ALL.names()) {
            noClasses()
                    .that(not(of(id)))
                    .and()
                    .doNotHaveFullyQualifiedName(Ecosystems.class.getName())
                    .should()
                    .dependOnClassesThat(of(id))
                    .check(CLASSES);
            noClasses()
                    .that(of(id, "model", "project", "closure", "resolve", "serve"))
                    .should()
                    .dependOnClassesThat(resideInAPackage(ECOSYSTEM + "." + id))
                    .because("the wiring is at the top")
                    .check(CLASSES);
        }
    }

    @Test
    void everyProblemOfAnEcosystemIsDeclaredByIt() {
        for (Ecosystem ecosystem : Ecosystems.ALL.all()) {
            List<ProblemCode> inItsPackages = CLASSES.stream()
                    .filter(of(ecosystem.name()))
                    .filter(type -> type.isEnum() && type.isAssignableTo(ProblemCode.class))
                    .flatMap(type -> Stream.of(type.reflect().getEnumConstants()))
                    .map(ProblemCode.class::cast)
                    .toList();
            assertThat(inItsPackages)
                    .as(ecosystem.name())
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(ecosystem.problems())
                    .allMatch(code -> code.declaration().group().equals(ecosystem.name()));
        }
        assertThat(Ecosystems.ALL.problems())
                .contains(EcosystemProblem.values())
                .extracting(ProblemCode::id)
                .doesNotHaveDuplicates();
    }

    @Test
    void theModelOfAnEcosystemSeesNothingElseOfIt() {
        for (String id : Ecosystems.ALL.names()) {
            noClasses()
                    .that(of(id, "model"))
                    .should()
                    .dependOnClassesThat(of(id).and(not(of(id, "model"))))
                    .check(CLASSES);
            noClasses()
                    .that(of(id, "serve"))
                    .should()
                    .dependOnClassesThat(of(id, "resolve"))
                    .check(CLASSES);
        }
    }

    @Test
    void onlyWhatResolvesOrPublishesSeesTheNetwork() {
        noClasses()
                .that(resideInAPackage(ECOSYSTEM + ".."))
                .and()
                .resideOutsideOfPackages("..resolve..", "..publish..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.gapferry.transport.."))
                .check(CLASSES);
        for (String id : Ecosystems.ALL.names()) {
            noClasses()
                    .that(of(id, "model", "project"))
                    .or(resideInAnyPackage("org.gapferry.version..", "org.gapferry.archive.."))
                    .should()
                    .transitivelyDependOnClassesThat(resideInAPackage("org.gapferry.transport.."))
                    .check(CLASSES);
            assertThat(CLASSES.stream()
                            .filter(of(id, "resolve"))
                            .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                            .anyMatch(to ->
                                    resideInAPackage("org.gapferry.transport..").test(to.getTargetClass())))
                    .as("the resolver of %s talks to its upstreams", id)
                    .isTrue();
        }
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Endpoint")
                .should()
                .transitivelyDependOnClassesThat(resideInAPackage("org.gapferry.transport.."))
                .because("what serves is a function of the catalog")
                .check(CLASSES);
    }

    @Test
    void librariesAreConfinedToTheirModule() {
        confine("okhttp3..", "org.gapferry.transport..");
        confine("org.bouncycastle..", "org.gapferry.bundle.sign..");
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.bouncycastle.jce..", "org.bouncycastle.jcajce.."))
                .because("Bouncy Castle's security provider takes half a second to load")
                .check(CLASSES);
        confine("org.eclipse.jetty..", "org.gapferry.mirror.http..");
        confine("picocli..", "org.gapferry.cli..");
        confine("ch.qos.logback..", "org.gapferry.cli..");
        confine("org.apache.commons.compress..", "org.gapferry.archive..");
        confine("tools.jackson.dataformat..", "org.gapferry.document..", "org.gapferry.manifest..");
    }

    private static void confine(String library, String... to) {
        noClasses()
                .that(not(resideInAnyPackage(to)))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .check(CLASSES);
        assertThat(CLASSES.stream()
                        .filter(resideInAnyPackage(to))
                        .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                        .anyMatch(dependency -> resideInAPackage(library).test(dependency.getTargetClass())))
                .as("%s is used in %s", library, List.of(to))
                .isTrue();
    }

    @Test
    void typeStateHoldsTheOrderOfAnImport() {
        onlyMade("org.gapferry.importer.AdmittedState", "org.gapferry.importer.Admit");
        onlyMade("org.gapferry.importer.ReceivedBundle", "org.gapferry.importer.Receive");
        onlyMade("org.gapferry.bundle.read.AuthenticState", "org.gapferry.bundle.read.Authentication");
        methods()
                .that()
                .areDeclaredIn("org.gapferry.importer.Commit")
                .and()
                .haveName("commit")
                .should()
                .haveRawParameterTypes(
                        "org.gapferry.importer.AdmittedState",
                        "org.gapferry.mirror.store.Generation",
                        "java.lang.String")
                .check(CLASSES);
    }

    private static void onlyMade(String type, String by) {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(by)
                .should()
                .callConstructorWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                        com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                                com.tngtech.archunit.core.domain.properties.HasName.Predicates.name(type))))
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandTalksToTheProcess() {
        noClasses()
                .that(resideOutsideOfPackage("org.gapferry.cli.."))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    private static final ArchRule TIME_AND_CHANCE_COME_FROM_OUTSIDE = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ProcessContext.class.getName())
            .should()
            .accessTargetWhere(describe("reads the clock of the machine, or chance", access -> {
                String owner = access.getTargetOwner().getName();
                String name = access.getName();
                boolean clock =
                        owner.equals("java.time.Clock") && (name.startsWith("system") || name.startsWith("tick"));
                boolean now = owner.startsWith("java.time.")
                        && name.equals("now")
                        && access.getTarget() instanceof CodeUnitAccessTarget called
                        && called.getRawParameterTypes().stream()
                                .noneMatch(type -> type.getName().equals("java.time.Clock"));
                boolean old = owner.equals("java.lang.System") && name.equals("currentTimeMillis")
                        || owner.equals("java.util.Date") && name.equals("<init>");
                boolean chance = owner.equals("java.lang.Math") && name.equals("random")
                        || owner.equals("java.util.UUID") && name.equals("randomUUID");
                return clock || now || old || chance;
            }));

    @Test
    void theTimeIsTheOneThatTheCommandWasGiven() {
        TIME_AND_CHANCE_COME_FROM_OUTSIDE.check(CLASSES);
        assertThat(violations(TIME_AND_CHANCE_COME_FROM_OUTSIDE, OwnTime.class)).hasSize(6);
    }

    /** Breaks the rule in each way. */
    @SuppressWarnings("JavaUtilDate")
    private static final class OwnTime {
        Clock clock() {
            return Clock.systemUTC();
        }

        Instant instant() {
            return Instant.now();
        }

        LocalDate day() {
            return LocalDate.now(ZoneOffset.UTC);
        }

        long millis() {
            return System.currentTimeMillis() + new Date().getTime();
        }

        double chance() {
            return Math.random();
        }

        Instant given(Clock clock) {
            return Instant.now(clock);
        }
    }

    /** What a rule says of classes that are to break it: a rule that nothing can break proves nothing. */
    private static List<String> violations(ArchRule rule, Class<?>... classes) {
        return rule.evaluate(new ClassFileImporter().importClasses(classes))
                .getFailureReport()
                .getDetails();
    }

    @Test
    void theStoreIsChangedThroughItsSeamAlone() {
        noClasses()
                .that(resideInAPackage("org.gapferry.mirror.store").or(resideInAPackage("org.gapferry.importer")))
                .and()
                .haveNameNotMatching(
                        ".*LocalDisk.*|.*BundleCatalog") // which writes beside the store, in a folder of its own
                .should()
                .callMethodWhere(
                        new DescribedPredicate<com.tngtech.archunit.core.domain.JavaMethodCall>("changes files") {
                            @Override
                            public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                                return call.getTargetOwner().isEquivalentTo(Files.class)
                                        && call.getName()
                                                .matches(
                                                        "write.*|create.*|delete.*|move|copy|newOutputStream|newBufferedWriter");
                            }
                        })
                .check(CLASSES);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helper|Manager|Impl)|.*\\.(Abstract|Base)[A-Z].*")
                .check(CLASSES);
    }
}
