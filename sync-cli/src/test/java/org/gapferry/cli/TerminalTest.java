package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.gapferry.bundle.sign.KeyFile;
import org.gapferry.bundle.sign.SigningKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program at a pseudo-terminal, as a person at a shell does. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TerminalTest {
    private static final String SECRET = "correct horse b\u00e4ttery";

    @TempDir
    Path folder;

    private Process shell;
    private final StringBuilder shown = new StringBuilder();

    @AfterEach
    void end() {
        shell.destroyForcibly();
    }

    @Test
    void aPassphraseIsAskedAtTheTerminalThoughStdoutIsAPipe() throws Exception {
        at(gapferry("key generate --out key") + " </dev/null | cat >printed");
        await("new key: ");
        type(SECRET + "\n");
        await("Again: ");
        type(SECRET + "\n");
        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();

        try (SigningKey key = KeyFile.readPrivate(folder.resolve("key.key"), SECRET::toCharArray)) {
            assertThat(key.verificationKey().id()).isNotEmpty();
        }
        assertThat(rest()).doesNotContain("horse");
    }

    @Test
    void anInterruptAtThePromptLeavesATerminalThatShowsInput() throws Exception {
        at(gapferry("key generate --out key") + " | cat; stty -a </dev/tty");
        await("new key: ");
        type("\u0003");
        String settings = rest();
        assertThat(settings).contains(" echo ").doesNotContain("-echo ");
        assertThat(folder.resolve("key.key")).doesNotExist();
    }

    private static String gapferry(String arguments) {
        return "\"" + Path.of(System.getProperty("java.home"), "bin/java") + "\" -cp '"
                + System.getProperty("java.class.path") + "' " + Main.class.getName() + " " + arguments;
    }

    /** A run in the background may have been told to ignore interrupts, which a shell at a terminal never does. */
    private void at(String command) throws IOException {
        Path script = Files.writeString(folder.resolve("command"), "trap : INT\n" + command + "\n");
        ProcessBuilder builder = new ProcessBuilder(
                        "env", "--default-signal=INT", "script", "-qec", "bash " + script, "/dev/null")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GAPFERRY_"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("SHELL", "/bin/bash");
        shell = builder.start();
    }

    private void type(String text) throws IOException {
        OutputStream keyboard = shell.getOutputStream();
        keyboard.write(text.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    private void await(String prompt) throws IOException {
        InputStream screen = shell.getInputStream();
        while (shown.indexOf(prompt) < 0) {
            int next = screen.read();
            assertThat(next).as("the screen ended with: %s", shown).isNotNegative();
            shown.append((char) next);
        }
        shown.delete(0, shown.indexOf(prompt) + prompt.length());
    }

    private String rest() throws IOException {
        shown.append(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        return shown.toString();
    }
}
