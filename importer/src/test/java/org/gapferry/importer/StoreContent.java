package org.gapferry.importer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.gapferry.bundle.Digest;

/** Every path of a store and what is there, but for the log and the lock. */
record StoreContent(Path root) {
    Map<String, String> files() {
        try (Stream<Path> files = Files.walk(root)) {
            Map<String, String> content = new TreeMap<>();
            for (Path file : files.toList()) {
                String name = root.relativize(file).toString();
                if (!name.equals("log") && !name.equals("lock")) {
                    content.put(
                            name,
                            Files.isDirectory(file)
                                    ? "folder"
                                    : Digest.of(Files.readAllBytes(file)).hex());
                }
            }
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
