package org.gapferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("java")
class CoordinatesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkg:npm/express@4.21.2",
                "pkg:npm/%40pulumi/random",
                "pkg:npm/JSONStream@1.3.5",
                "pkg:npm/x@1.0.0%2Bbuild",
                "pkg:maven/org.example/a.b/c_d~e@1",
                "pkg:toy/caf%C3%A9@1"
            })
    void canonicalFormsAreReadAndWrittenAlike(String text) {
        assertThat(Coordinates.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "npm/express",
                "pkg:npm",
                "pkg:npm/",
                "pkg:npm//x",
                "pkg:npm/../x",
                "pkg:npm/%2E%2E",
                "pkg:npm/a@",
                "pkg:NPM/a",
                "pkg:npm/a%2fb%2f..",
                "pkg:npm/a@1@2",
                "pkg:npm/%61",
                "pkg:npm/a%zz",
                "pkg:npm/@scope/a",
                "pkg:npm/a%00"
            })
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> Coordinates.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void upperAndLowerCaseAreTwoPackages() {
        assertThat(Coordinates.parse("pkg:npm/JSONStream")).isNotEqualTo(Coordinates.parse("pkg:npm/jsonstream"));
    }

    /** What other programs make of our coordinates. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkg:npm/express@4.21.2",
                "pkg:npm/%40pulumi/random@4.18.0",
                "pkg:npm/x@1.0.0%2Bbuild",
                "pkg:maven/org.example/a.b@1",
                "pkg:golang/github.com/pulumi/pulumi-random/sdk/v4@v4.18.0",
                "pkg:pulumi/resource/random@4.18.0",
                "pkg:pypi/pulumi@3.200.0",
                "pkg:nuget/Pulumi.Random@4.18.0",
                "pkg:generic/tool%20of%20mine@1"
            })
    void coordinatesArePackageUrlsToOtherProgramsToo(String text) throws MalformedPackageURLException {
        Coordinates ours = Coordinates.parse(text);
        PackageURL theirs = new PackageURL(text);
        assertThat(theirs.getType()).isEqualTo(ours.type());
        assertThat(Objects.requireNonNullElse(theirs.getNamespace(), "")).isEqualTo(ours.namespace());
        assertThat(theirs.getName()).isEqualTo(ours.name());
        assertThat(theirs.getVersion()).isEqualTo(ours.version());
        PackageURL made =
                new PackageURL(ours.type(), ours.namespace(), ours.name(), ours.version(), new TreeMap<>(), null);
        assertThat(made.isCanonicalEquals(theirs)).isTrue();
    }
}
