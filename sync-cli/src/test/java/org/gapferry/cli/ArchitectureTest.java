package org.gapferry.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import java.nio.file.Files;
import java.time.Instant;
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
            "bundle", "manifest", "transport", "archive", "ecosystem", "mirror", "importer", "export", "cli"
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
                .definedBy("org.gapferry.ecosystem..", "org.gapferry.archive..")
                .layer("transport")
                .definedBy("org.gapferry.transport..")
                .layer("manifests")
                .definedBy("org.gapferry.manifest..")
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

    @Test
    void noEcosystemSeesAnotherAndPhasesKnowNone() {
        slices().matching("org.gapferry.ecosystem.(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(CLASSES);
        noClasses()
                .that(resideOutsideOfPackage("org.gapferry.ecosystem.."))
                .should()
                .dependOnClassesThat(resideInAPackage("org.gapferry.ecosystem.*.."))
                .check(CLASSES);
    }

    @Test
    void theOfflineSideOfAnEcosystemDoesNotKnowTheNetwork() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Endpoint")
                .or()
                .haveSimpleNameEndingWith("ClientSetup")
                .or()
                .haveSimpleNameStartingWith("Semver")
                .or()
                .haveSimpleName("VersionPick")
                .should()
                .dependOnClassesThat(resideInAPackage("org.gapferry.transport.."))
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
        confine("tools.jackson.dataformat..", "org.gapferry.manifest..");
    }

    private static void confine(String library, String to) {
        noClasses()
                .that(resideOutsideOfPackage(to))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .check(CLASSES);
        assertThat(CLASSES.stream()
                        .filter(resideInAPackage(to))
                        .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                        .anyMatch(dependency -> resideInAPackage(library).test(dependency.getTargetClass())))
                .as("%s is used in %s", library, to)
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
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Math.class, "random")
                .check(CLASSES);
    }

    @Test
    void theStoreIsChangedThroughItsSeamAlone() {
        noClasses()
                .that(resideInAPackage("org.gapferry.mirror.store").or(resideInAPackage("org.gapferry.importer")))
                .and()
                .haveNameNotMatching(".*LocalDisk.*")
                .should()
                .callMethodWhere(
                        new com.tngtech.archunit.base.DescribedPredicate<
                                com.tngtech.archunit.core.domain.JavaMethodCall>("changes files") {
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
