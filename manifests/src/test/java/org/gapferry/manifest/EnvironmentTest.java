package org.gapferry.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A target has one environment for each version of a runtime. */
class EnvironmentTest {
    private static final Target LINUX =
            new Target("linux", "x64", "glibc", Map.of("node", List.of("20", "22.1"), "dotnet", List.of("net8.0")));
    private static final Target WINDOWS = new Target("windows", "x64", "", Map.of("node", List.of("22.1.4")));

    @Test
    void eachVersionOfARuntimeIsAnEnvironment() {
        assertThat(LINUX.environments("node"))
                .extracting(Environment::toString)
                .containsExactly("linux-x64-glibc node 20", "linux-x64-glibc node 22.1");
        assertThat(LINUX.environments("dotnet")).containsExactly(new Environment(LINUX, "dotnet", "net8.0"));
    }

    @Test
    void aTargetThatNamesNoVersionHasOneForAny() {
        assertThat(LINUX.environments("python")).singleElement().satisfies(any -> {
            assertThat(any.isAny()).isTrue();
            assertThat(any.releases()).isEmpty();
            assertThat(any).hasToString("linux-x64-glibc");
        });
    }

    @Test
    void aLineStandsForItsLowestAndItsHighestRelease() {
        assertThat(Environment.of(List.of(LINUX, WINDOWS, WINDOWS), "node"))
                .extracting(Environment::releases)
                .containsExactly(List.of("20.0.0", "20.999.999"), List.of("22.1.0", "22.1.999"), List.of("22.1.4"));
        assertThat(new Environment(LINUX, "python", "3.11").releases()).containsExactly("3.11.0", "3.11.999");
    }

    @Test
    void whatIsNoLineOfReleasesStandsForItself() {
        assertThat(new Environment(LINUX, "dotnet", "net8.0").releases()).containsExactly("net8.0");
    }
}
