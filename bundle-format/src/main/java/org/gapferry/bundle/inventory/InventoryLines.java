package org.gapferry.bundle.inventory;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.line.FieldType;
import org.gapferry.bundle.line.FieldTypes;
import org.gapferry.bundle.line.LineSchema;
import org.gapferry.bundle.line.LineSchema.Field;
import tools.jackson.databind.JsonNode;

/**
 * The lines of an inventory (F4.5 to F4.7), each kind described once. Coordinates and pointer names are accepted in
 * their canonical form only; unknown keys are ignored (F2.5).
 */
public final class InventoryLines {
    private static final FieldType<Long> SIZE = FieldTypes.integer(0, Blob.MAX_SIZE);

    /** One file of an artifact. */
    private static final LineSchema<ArtifactFile> FILE = new FileFields().schema();

    /** A version of a package. */
    public static final LineSchema<Artifact> ARTIFACT = new ArtifactFields().schema();

    /** Content. */
    public static final LineSchema<BlobLine> BLOB = new BlobFields().schema();

    /** A name that may lead elsewhere. */
    public static final LineSchema<Pointer> POINTER = new PointerFields().schema();

    private InventoryLines() {}

    private static final class FileFields {
        private final LineSchema.Builder<ArtifactFile> line = new LineSchema.Builder<>();
        private final Field<ArtifactFile, String> name = line.required("name", FieldTypes.TEXT, ArtifactFile::name);
        private final Field<ArtifactFile, Digest> sha256 =
                line.required("sha256", FieldTypes.SHA256, file -> file.blob().digest());
        private final Field<ArtifactFile, Long> size =
                line.required("size", SIZE, file -> file.blob().size());
        private final Field<ArtifactFile, Map<DigestAlgorithm, String>> digests =
                line.optional("digests", new DigestsType(), Map.of(), ArtifactFile::digests);
        private final Field<ArtifactFile, Optional<DigestAlgorithm>> proof =
                line.required("proof", FieldTypes.word(proofs()), ArtifactFile::proof);
        private final Field<ArtifactFile, List<Digest>> replaces =
                line.optional("replaces", FieldTypes.list(FieldTypes.SHA256), List.of(), ArtifactFile::replaces);
        private final Field<ArtifactFile, String> reason =
                line.optional("reason", FieldTypes.TEXT, "", ArtifactFile::reason);

        private static Map<String, Optional<DigestAlgorithm>> proofs() {
            return Stream.concat(
                            Stream.of(Map.entry(ArtifactFile.UNPROVEN, Optional.<DigestAlgorithm>empty())),
                            Stream.of(DigestAlgorithm.values()).map(one -> Map.entry(one.word(), Optional.of(one))))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        LineSchema<ArtifactFile> schema() {
            return line.build(values -> new ArtifactFile(
                    values.get(name),
                    new Blob(values.get(sha256), values.get(size)),
                    values.get(digests),
                    values.get(proof),
                    values.get(replaces),
                    values.get(reason)));
        }
    }

    private static final class ArtifactFields {
        private final LineSchema.Builder<Artifact> line = new LineSchema.Builder<>();
        private final Field<Artifact, Coordinates> coordinates =
                line.required("artifact", FieldTypes.COORDINATE, Artifact::coordinates);
        private final Field<Artifact, String> published =
                line.optional("published", FieldTypes.TEXT, "", Artifact::published);
        private final Field<Artifact, String> why = line.optional(
                "why", FieldTypes.TEXT, "", artifact -> artifact.metadata().why());
        private final Field<Artifact, String> license = line.optional(
                "license", FieldTypes.TEXT, "", artifact -> artifact.metadata().license());
        private final Field<Artifact, List<String>> flags =
                line.optional("flags", FieldTypes.list(FieldTypes.TEXT), List.of(), artifact -> artifact.metadata()
                        .flags());
        private final Field<Artifact, List<ArtifactFile>> files =
                line.optional("files", FieldTypes.sorted(FILE, "name", ArtifactFile::name), List.of(), Artifact::files);

        LineSchema<Artifact> schema() {
            return line.build(values -> new Artifact(
                    values.get(coordinates),
                    metadata(values.get(published), values.get(why), values.get(license), values.get(flags)),
                    values.get(files)));
        }

        private static ArtifactMetadata metadata(String published, String why, String license, List<String> flags) {
            boolean nothing = published.isEmpty() && why.isEmpty() && license.isEmpty() && flags.isEmpty();
            return nothing ? ArtifactMetadata.NOTHING : new ArtifactMetadata(published, why, license, flags);
        }
    }

    private static final class BlobFields {
        private final LineSchema.Builder<BlobLine> line = new LineSchema.Builder<>();
        private final Field<BlobLine, Digest> blob =
                line.required("blob", FieldTypes.SHA256, one -> one.blob().digest());
        private final Field<BlobLine, Long> size =
                line.required("size", SIZE, one -> one.blob().size());

        LineSchema<BlobLine> schema() {
            return line.build(values -> new BlobLine(new Blob(values.get(blob), values.get(size))));
        }
    }

    private static final class PointerFields {
        private final LineSchema.Builder<Pointer> line = new LineSchema.Builder<>();
        private final Field<Pointer, PointerKey> key = line.required("pointer", new PointerKey.Type(), PointerKey::of);
        private final Field<Pointer, Pointer.Kind> kind =
                line.required("kind", FieldTypes.word(kinds()), Pointer::kind);
        private final Field<Pointer, Optional<String>> version =
                line.optional("version", FieldTypes.TEXT, Pointer::version);
        private final Field<Pointer, Optional<Digest>> sha256 = line.optional(
                "sha256", FieldTypes.SHA256, pointer -> pointer.document().map(Blob::digest));
        private final Field<Pointer, Optional<Long>> size =
                line.optional("size", SIZE, pointer -> pointer.document().map(Blob::size));
        private final Field<Pointer, Optional<Long>> rank = line.optional("rank", SIZE, PointerFields::rank);

        private static Map<String, Pointer.Kind> kinds() {
            return Arrays.stream(Pointer.Kind.values())
                    .collect(Collectors.toMap(Pointer.Kind::word, Function.identity()));
        }

        private static Optional<Long> rank(Pointer pointer) {
            return pointer.kind() == Pointer.Kind.MONOTONIC ? Optional.of(pointer.rank()) : Optional.empty();
        }

        LineSchema<Pointer> schema() {
            return line.build(values -> pointer(
                    values.get(key),
                    values.get(kind),
                    values.get(version),
                    values.get(sha256),
                    values.get(size),
                    values.get(rank)));
        }

        @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // what a line has or has not
        private static Pointer pointer(
                PointerKey key,
                Pointer.Kind kind,
                Optional<String> version,
                Optional<Digest> sha256,
                Optional<Long> size,
                Optional<Long> rank) {
            if (version.isPresent() == sha256.isPresent() || size.isPresent() != sha256.isPresent()) {
                throw new IllegalArgumentException("a pointer needs either `version`, or `sha256` and `size`");
            }
            if (rank.isPresent() != (kind == Pointer.Kind.MONOTONIC)) {
                throw new IllegalArgumentException("pointers of kind `monotonic` have a `rank`, and no others");
            }
            Pointer.Target target = version.isPresent()
                    ? new Pointer.ToVersion(version.get())
                    : new Pointer.ToDocument(new Blob(sha256.orElseThrow(), size.orElseThrow()));
            return new Pointer(key.owner(), key.name(), kind, target, rank.orElse(0L));
        }
    }

    /**
     * @param line without its newline
     * @throws Malformed with a reason for people
     */
    public static InventoryLine parse(byte[] line, int length) throws Malformed {
        try {
            InventoryLine canonical = BLOB.canonical(line, length);
            canonical = canonical == null ? ARTIFACT.canonical(line, length) : canonical;
            canonical = canonical == null ? POINTER.canonical(line, length) : canonical;
            if (canonical != null) {
                return canonical;
            }
            JsonNode node = Json.object(line, 0, length);
            Iterator<String> names = node.propertyNames().iterator();
            String kind = names.hasNext() ? names.next() : "";
            return switch (kind) {
                case "artifact" -> ARTIFACT.strict(node);
                case "blob" -> BLOB.strict(node);
                case "pointer" -> POINTER.strict(node);
                default -> throw new Malformed("a line of the unknown kind `" + kind + "`");
            };
        } catch (IllegalArgumentException e) {
            throw new Malformed(String.valueOf(e.getMessage()));
        }
    }
}
