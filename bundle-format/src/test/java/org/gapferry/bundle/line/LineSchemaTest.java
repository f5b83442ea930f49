package org.gapferry.bundle.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.BlobLine;
import org.gapferry.bundle.inventory.InventoryLines;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.bundle.volume.PackingLine;
import org.gapferry.bundle.volume.PackingLines;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class LineSchemaTest {
    private static final Map<DigestAlgorithm, String> DIGESTS = Map.of(
            DigestAlgorithm.H1, "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            DigestAlgorithm.MD5, "0".repeat(32),
            DigestAlgorithm.SHA1, "1".repeat(40),
            DigestAlgorithm.SHA512, "2".repeat(128));

    private static <T> void isReadByBoth(LineSchema<T> schema, T value, boolean canonical) throws Malformed {
        String line = schema.line(value);
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        assertThat(schema.strict(Json.object(bytes, 0, bytes.length))).as(line).isEqualTo(value);
        if (canonical) {
            assertThat(schema.canonical(bytes, bytes.length)).as(line).isEqualTo(value);
        } else {
            assertThat(schema.canonical(bytes, bytes.length)).as(line).isNull();
        }
    }

    private static ArtifactFile file(String name, Random random) {
        boolean replaces = random.nextBoolean();
        return new ArtifactFile(
                name,
                new Blob(Digest.of(name.getBytes(StandardCharsets.UTF_8)), random.nextInt() & 0xffffffffL),
                random.nextBoolean() ? DIGESTS : Map.of(),
                random.nextBoolean() ? Optional.of(DigestAlgorithm.SHA512) : Optional.empty(),
                replaces ? List.of(Digest.of(new byte[0]), Digest.of(new byte[1])) : List.of(),
                replaces ? "looked at" : "");
    }

    private static Artifact artifact(Random random, String license) {
        List<ArtifactFile> files = new ArrayList<>();
        for (String name : List.of("a", "b c", "d")) {
            if (random.nextBoolean()) {
                files.add(file(name, random));
            }
        }
        return new Artifact(
                new Coordinates("toy", random.nextBoolean() ? "@s/t" : "", "na me", "1.0+x"),
                new ArtifactMetadata(
                        random.nextBoolean() ? "2026-01-01T00:00:00Z" : "",
                        random.nextBoolean() ? "npm[0] a" : "",
                        license,
                        random.nextBoolean() ? List.of("a-b", "c") : List.of()),
                files);
    }

    @Test
    void whatIsWrittenIsReadByBothReaders() throws Malformed {
        long seed = Long.getLong("gapferry.seed", new Random().nextLong());
        Random random = new Random(seed);
        Coordinates owner = new Coordinates("toy", "", "a b", "");
        Blob blob = Blob.of(new byte[] {1});
        for (int round = 0; round < 500; round++) {
            isReadByBoth(InventoryLines.ARTIFACT, artifact(random, "MIT"), true);
            isReadByBoth(InventoryLines.ARTIFACT, artifact(random, "\"quoted\" \u00e9\n"), false);
        }
        isReadByBoth(InventoryLines.BLOB, new BlobLine(blob), true);
        isReadByBoth(InventoryLines.POINTER, Pointer.tag(owner, "tag/x y", "1.0"), true);
        isReadByBoth(InventoryLines.POINTER, Pointer.document(owner.at("1"), "d", blob), true);
        isReadByBoth(InventoryLines.POINTER, Pointer.appendOnly(owner, "tile/0/x", blob), true);
        isReadByBoth(InventoryLines.POINTER, Pointer.monotonic(owner, "head", blob, 0), true);
        isReadByBoth(InventoryLines.POINTER, Pointer.monotonic(owner, "head", blob, Blob.MAX_SIZE), false);
        isReadByBoth(InventoryLines.POINTER, Pointer.info(owner, "i", blob), true);
        isReadByBoth(PackingLines.ENTRY, new PackingLine.Entry(blob.digest(), 1, 1, 1, 2, 512), true);
        isReadByBoth(PackingLines.ENTRY, new PackingLine.Entry(blob.digest(), 1, 2, 3, 2, 512), true);
        isReadByBoth(PackingLines.VOLUME, new PackingLine.Volume(1, blob), true);
    }

    @Test
    void theTableForOtherImplementationsIsWhatTheDeclarationsSay() throws IOException {
        ObjectNode table = JsonNodeFactory.instance.objectNode();
        ObjectNode inventory = table.putObject("inventory");
        for (LineSchema<?> line : List.of(InventoryLines.ARTIFACT, InventoryLines.BLOB, InventoryLines.POINTER)) {
            inventory.set(line.kind(), line.table());
        }
        ObjectNode packing = table.putObject("packing");
        for (LineSchema<?> line : List.of(PackingLines.ENTRY, PackingLines.VOLUME)) {
            packing.set(line.kind(), line.table());
        }
        String text =
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(table) + "\n";
        Path file = Path.of(System.getProperty("gapferry.top", ".."), "docs", "examples", "lines.json");
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("replace docs/examples/lines.json")
                .isEqualTo(text);
    }
}
