package org.gapferry.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** The log file of one command. It has everything; stderr has what a person needs. */
public final class Logs {
    private static final int KEPT = 20;
    private static final AtomicReference<List<Path>> CURRENT = new AtomicReference<>(List.of());

    private Logs() {}

    /** The file that is being written. */
    static Optional<Path> current() {
        List<Path> current = CURRENT.get();
        return current == null ? Optional.empty() : current.stream().findFirst();
    }

    /** {@code $XDG_STATE_HOME/gapferry}, or its default (XDG Base Directory Specification). */
    public static Path folder(Map<String, String> variables) {
        String state = variables.getOrDefault("XDG_STATE_HOME", "");
        return state.isEmpty()
                ? Path.of(
                        variables.getOrDefault("HOME", System.getProperty("user.home", ".")),
                        ".local",
                        "state",
                        "gapferry")
                : Path.of(state, "gapferry");
    }

    /** Begins a log file and removes the oldest ones. A folder that cannot be written means no log, never a failure. */
    public static void begin(Path folder, String verb, Clock clock) {
        String time = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(clock.instant());
        Path file = folder.resolve(verb + "-" + time + ".log");
        try {
            Files.createDirectories(folder);
            prune(folder, verb);
            Files.createFile(file);
        } catch (IOException | SecurityException e) {
            return;
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level [%thread] %logger{20} - %msg%n");
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        root.setLevel(Level.INFO);
        context.getLogger("org.gapferry").setLevel(Level.DEBUG);
        CURRENT.set(List.of(file));
    }

    private static void prune(Path folder, String verb) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> logs = files.filter(
                            file -> String.valueOf(file.getFileName()).matches(verb + "-[0-9T.]+Z\\.log"))
                    .sorted()
                    .toList();
            for (Path old : logs.subList(0, Math.max(0, logs.size() - KEPT + 1))) {
                Files.deleteIfExists(old);
            }
        }
    }
}
