package org.gapferry.importer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gapferry.bundle.ExitClass;
import org.gapferry.testkit.Keys;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The hostile bundles as they lie in {@code src/test/resources/hostile}; its README says how they are read. */
final class HostileCorpus {
    /** The folder of the corpus. */
    static final Path FOLDER =
            Path.of(System.getProperty("gapferry.top", ".."), "importer", "src", "test", "resources", "hostile");

    private static final String BASE = "base";
    private static final String ATTACK = "attack.json";
    private static final String FILES = "files";
    private static final long LARGE = 1 << 20;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private HostileCorpus() {}

    /** A bundle of the corpus. */
    record Attack(Path folder, String what, ExitClass exit, String where) {
        /** Lays the bundle out in a new folder. */
        void lay(Path bundle) throws IOException {
            copy(FOLDER.resolve(BASE), bundle);
            JsonNode attack = read(folder);
            for (JsonNode name : attack.path("remove")) {
                delete(bundle.resolve(name.stringValue()));
            }
            if (Files.isDirectory(folder.resolve(FILES))) {
                copy(folder.resolve(FILES), bundle);
            }
            for (var added : attack.path("add").properties()) {
                Files.writeString(
                        bundle.resolve(added.getKey()), added.getValue().stringValue());
            }
            for (var link : attack.path("links").properties()) {
                Files.createSymbolicLink(
                        bundle.resolve(link.getKey()), Path.of(link.getValue().stringValue()));
            }
            for (JsonNode name : attack.path("folders")) {
                Files.createDirectories(bundle.resolve(name.stringValue()));
            }
            for (var size : attack.path("sizes").properties()) {
                try (RandomAccessFile file =
                        new RandomAccessFile(bundle.resolve(size.getKey()).toFile(), "rw")) {
                    file.setLength(size.getValue().longValue());
                }
            }
        }
    }

    /** Every bundle, in the order of their folders' names. */
    static List<Attack> all() {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.filter(folder -> Files.exists(folder.resolve(ATTACK)))
                    .sorted()
                    .map(folder -> {
                        JsonNode attack = read(folder);
                        return new Attack(
                                folder,
                                attack.required("what").stringValue(),
                                ExitClass.valueOf(attack.required("exit").stringValue()),
                                attack.required("where").stringValue());
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path folder) {
        return MAPPER.readTree(folder.resolve(ATTACK).toFile());
    }

    /** Makes the whole corpus anew, in a folder that is not there yet. */
    static void make(Path corpus, Path work) throws IOException {
        Path base = corpus.resolve(BASE);
        Files.createDirectories(corpus);
        HostileRecipes.base(base);
        Files.write(corpus.resolve("trust.json"), Keys.trust().bytes());
        Files.writeString(
                corpus.resolve("fingerprint"), Keys.trust().fingerprint().text() + "\n");
        int number = 0;
        for (List<HostileRecipes.Attack> attacks : List.of(HostileRecipes.hostile(), HostileRecipes.harmless())) {
            for (HostileRecipes.Attack attack : attacks) {
                Path bundle = work.resolve(Integer.toString(number++)).resolve("bundle");
                copy(base, bundle);
                attack.recipe().apply(bundle);
                write(attack, base, bundle, Files.createDirectory(corpus.resolve(attack.folder())));
            }
        }
    }

    /** Writes what makes a bundle another one than the good one. */
    private static void write(HostileRecipes.Attack attack, Path base, Path bundle, Path folder) throws IOException {
        ObjectNode json = MAPPER.createObjectNode()
                .put("what", attack.what())
                .put("exit", attack.exit().name())
                .put("code", attack.exit().code())
                .put("where", attack.where());
        TreeSet<String> names = new TreeSet<>(names(base));
        names.addAll(names(bundle));
        TreeSet<String> gone = new TreeSet<>();
        for (String name : names) {
            Path good = base.resolve(name);
            Path bad = bundle.resolve(name);
            boolean below = gone.stream().anyMatch(removed -> name.startsWith(removed + "/"));
            if (Files.isSymbolicLink(bad)) {
                if (Files.exists(good)) {
                    gone.add(name);
                }
                Path target = Files.readSymbolicLink(bad);
                String relative = target.startsWith(bundle.getParent())
                        ? bad.getParent().relativize(target).toString()
                        : target.toString();
                json.withObjectProperty("links").put(name, relative);
            } else if (!Files.exists(bad, LinkOption.NOFOLLOW_LINKS) || below) {
                if (!below) {
                    gone.add(name);
                }
            } else if (Files.isDirectory(bad)) {
                try (Stream<Path> inside = Files.list(bad)) {
                    if (inside.findAny().isEmpty()) {
                        json.withArrayProperty("folders").add(name);
                    }
                }
            } else if (Files.size(bad) > LARGE) {
                json.withObjectProperty("sizes").put(name, Files.size(bad));
            } else if (!Files.exists(good)) {
                json.withObjectProperty("add").put(name, Files.readString(bad));
            } else if (!Arrays.equals(Files.readAllBytes(good), Files.readAllBytes(bad))) {
                Path file = folder.resolve(FILES).resolve(name);
                Files.createDirectories(file.getParent());
                Files.copy(bad, file);
            }
        }
        gone.forEach(json.withArrayProperty("remove")::add);
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        String text = MAPPER.writer().with(printer).writeValueAsString(json) + "\n";
        Files.write(folder.resolve(ATTACK), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Every path below a folder, links not followed. */
    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !path.equals(folder))
                    .map(path -> folder.relativize(path).toString().replace('\\', '/'))
                    .toList();
        }
    }

    /** Copies a folder into another, over what lies there. */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : names(from)) {
            if (Files.isDirectory(from.resolve(name))) {
                Files.createDirectories(to.resolve(name));
            } else {
                Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void delete(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> inside = Files.list(path)) {
                for (Path one : inside.toList()) {
                    delete(one);
                }
            }
        }
        Files.delete(path);
    }
}
