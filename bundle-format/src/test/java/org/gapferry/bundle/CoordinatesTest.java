package org.gapferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
