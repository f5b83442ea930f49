package org.gapferry.ecosystem.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.File;
import java.util.List;
import org.gapferry.bundle.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class ClientEnvironmentTest {
    private static final File HERE = new File(".");

    @Test
    void whatAClientPrintsIsItsAnswer() {
        assertThat(ClientEnvironment.run(List.of("sh", "-c", "echo https://registry.test/"), HERE))
                .contains("https://registry.test/");
        assertThat(ClientEnvironment.run(List.of("sh", "-c", "head -c 65536 /dev/zero | tr '\\0' x"), HERE))
                .hasValueSatisfying(text -> assertThat(text).hasSize(65_536));
    }

    @Test
    void aClientThatFailsOrIsNotThereHasNone() {
        assertThat(ClientEnvironment.run(List.of("sh", "-c", "echo no; exit 1"), HERE))
                .isEmpty();
        assertThat(ClientEnvironment.run(List.of("no-such-client"), HERE)).isEmpty();
    }

    @Test
    void anAnswerThatIsTooLongIsAProblemAndNotCut() {
        ProblemException refused = catchThrowableOfType(
                ProblemException.class,
                () -> ClientEnvironment.run(List.of("sh", "-c", "head -c 70000 /dev/zero"), HERE));
        assertThat(refused.first().code()).isEqualTo(ClientProblem.ANSWERS_TOO_MUCH);
        assertThat(refused.first().sentence()).contains("more than 65536 bytes");
    }
}
