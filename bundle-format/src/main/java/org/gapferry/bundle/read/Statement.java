package org.gapferry.bundle.read;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.Json.Malformed;
import org.gapferry.bundle.ProblemException;
import tools.jackson.databind.JsonNode;

/**
 * The signed document that pins a bundle (F3.6).
 *
 * @param previousState empty where {@code seq} is 1
 * @param created whole seconds
 * @param trust versions 1, 2, ... in order
 */
public record Statement(
        StateNumber number,
        Optional<Digest> previousState,
        Instant created,
        Document inventory,
        Document packing,
        List<Blob> trust,
        Counts counts,
        Packed packed,
        String tool) {
    public static final String FILE = "statement.dsse.json";
    public static final String INVENTORY = "inventory.jsonl.gz";
    public static final String PACKING = "packing.jsonl.gz";
    public static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
    private static final String STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE_TYPE = "https://gapferry.org/bundle/v1";
    private static final int FORMAT = 1;
    private static final Pattern FEED = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?");

    /** A gzip file: as it lies, and inflated. */
    public record Document(Blob file, Blob inflated) {}

    /** What the inventory holds; {@code bytes} of its blobs. */
    public record Counts(long artifacts, long blobs, long bytes, long pointers) {}

    /** What the volumes hold. */
    public record Packed(long volumes, long blobs, long bytes) {}

    public Statement {
        trust = List.copyOf(trust);
        created = created.truncatedTo(ChronoUnit.SECONDS);
    }

    /** True for a feed's name (F1.5). */
    public static boolean isFeedName(String text) {
        return FEED.matcher(text).matches();
    }

    /** {@code trust/1.json}. */
    public static String trustName(int version) {
        return "trust/" + version + ".json";
    }

    /** The identity of the state. */
    public Digest state() {
        return inventory.inflated().digest();
    }

    /** The payload to be signed. */
    public byte[] payload() {
        StringBuilder out = new StringBuilder("{\"_type\":\"" + STATEMENT_TYPE + "\",\"subject\":[");
        subject(out, INVENTORY, inventory.file().digest());
        subject(out.append(','), PACKING, packing.file().digest());
        for (int i = 0; i < trust.size(); i++) {
            subject(out.append(','), trustName(i + 1), trust.get(i).digest());
        }
        out.append("],\"predicateType\":\"" + PREDICATE_TYPE
                + "\",\"predicate\":{\"format\":1,\"minReader\":1,\"crit\":[],\"feed\":");
        Json.quote(out, number.feed());
        out.append(",\"epoch\":").append(number.epoch()).append(",\"seq\":").append(number.seq());
        previousState.ifPresent(
                prev -> out.append(",\"prev\":\"").append(prev.hex()).append('"'));
        out.append(",\"created\":\"").append(created).append("\",\"state\":\"").append(state().hex());
        document(out.append("\",\"inventory\":"), inventory);
        document(out.append(",\"packing\":"), packing);
        out.append(",\"trust\":[");
        for (int i = 0; i < trust.size(); i++) {
            out.append(i == 0 ? "" : ",").append("{\"version\":").append(i + 1);
            out.append(",\"sha256\":\"").append(trust.get(i).digest().hex());
            out.append("\",\"size\":").append(trust.get(i).size()).append('}');
        }
        out.append("],\"counts\":{\"artifacts\":").append(counts.artifacts());
        out.append(",\"blobs\":").append(counts.blobs()).append(",\"bytes\":").append(counts.bytes());
        out.append(",\"pointers\":").append(counts.pointers());
        out.append("},\"packed\":{\"volumes\":").append(packed.volumes());
        out.append(",\"blobs\":").append(packed.blobs()).append(",\"bytes\":").append(packed.bytes());
        Json.quote(out.append("},\"tool\":"), tool);
        return out.append("}}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void subject(StringBuilder out, String name, Digest digest) {
        out.append("{\"name\":\"").append(name).append("\",\"digest\":{\"sha256\":\"");
        out.append(digest.hex()).append("\"}}");
    }

    private static void document(StringBuilder out, Document document) {
        out.append("{\"sha256\":\"").append(document.file().digest().hex());
        out.append("\",\"size\":").append(document.file().size());
        out.append(",\"inflatedSha256\":\"").append(document.inflated().digest().hex());
        out.append("\",\"inflatedSize\":").append(document.inflated().size()).append('}');
    }

    /**
     * Reads a payload whose signatures were verified.
     *
     * @throws ProblemException MALFORMED
     */
    public static Statement parse(byte[] payload) {
        try {
            JsonNode root = Json.object(payload, 0, payload.length);
            require(root, "_type", STATEMENT_TYPE);
            require(root, "predicateType", PREDICATE_TYPE);
            JsonNode predicate = object(root, "predicate");
            checkFormat(predicate);
            Statement statement = parsePredicate(predicate);
            checkSubject(root, statement);
            return statement;
        } catch (Malformed | IllegalArgumentException e) {
            boolean limit = e instanceof Malformed malformed && malformed.limit();
            throw (limit ? BundleProblem.TOO_LARGE : BundleProblem.MALFORMED_STATEMENT)
                    .thrown(FILE, "the statement is malformed: " + e.getMessage())
                    .causedBy(e);
        }
    }

    private static void checkFormat(JsonNode predicate) throws Malformed {
        long needed = Math.max(Json.integer(predicate, "format", 0), Json.integer(predicate, "minReader", 0));
        if (needed > FORMAT) {
            throw BundleProblem.NEEDS_NEWER_READER.thrown(
                    FILE, "the bundle needs a reader of format " + needed + ", and this one reads format " + FORMAT);
        }
        JsonNode crit = predicate.get("crit");
        if (crit == null || !crit.isArray()) {
            throw new Malformed("`crit` is not an array");
        }
        if (!crit.isEmpty()) {
            throw BundleProblem.NEEDS_NEWER_READER.thrown(
                    FILE, "the bundle needs a reader that knows " + crit + ", which this one does not");
        }
        if (needed < FORMAT) {
            throw new Malformed("`format` is not " + FORMAT);
        }
    }

    private static Statement parsePredicate(JsonNode predicate) throws Malformed {
        StateNumber number = new StateNumber(
                Json.text(predicate, "feed"), Json.integer(predicate, "epoch", 1), Json.integer(predicate, "seq", 1));
        boolean hasPrevious = predicate.has("prev");
        if (hasPrevious != number.seq() > 1) {
            throw new Malformed("`prev` belongs to every state but the first");
        }
        List<Blob> trust = new ArrayList<>();
        JsonNode versions = predicate.get("trust");
        if (versions == null || !versions.isArray() || versions.isEmpty() || versions.size() > 1024) {
            throw new Malformed("`trust` is not an array of 1 to 1024 versions");
        }
        for (JsonNode version : versions) {
            if (Json.integer(version, "version", 1) != trust.size() + 1) {
                throw new Malformed("`trust` has a gap");
            }
            trust.add(new Blob(Json.digest(version, "sha256"), Json.integer(version, "size", 0)));
        }
        JsonNode counts = object(predicate, "counts");
        JsonNode packed = object(predicate, "packed");
        Statement statement = new Statement(
                number,
                hasPrevious ? Optional.of(Json.digest(predicate, "prev")) : Optional.empty(),
                created(Json.text(predicate, "created")),
                document(object(predicate, "inventory")),
                document(object(predicate, "packing")),
                trust,
                new Counts(
                        Json.integer(counts, "artifacts", 0),
                        Json.integer(counts, "blobs", 0),
                        Json.integer(counts, "bytes", 0),
                        Json.integer(counts, "pointers", 0)),
                new Packed(
                        Json.integer(packed, "volumes", 0),
                        Json.integer(packed, "blobs", 0),
                        Json.integer(packed, "bytes", 0)),
                Json.text(predicate, "tool"));
        if (!Json.digest(predicate, "state").equals(statement.state())) {
            throw new Malformed("`state` is not the digest of the inflated inventory");
        }
        return statement;
    }

    private static Instant created(String text) throws Malformed {
        try {
            if (text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")) {
                return Instant.parse(text);
            }
        } catch (DateTimeParseException e) {
            throw new Malformed("`created` is not a time: " + text);
        }
        throw new Malformed("`created` is not a time in UTC with whole seconds: " + text);
    }

    private static void checkSubject(JsonNode root, Statement statement) throws Malformed {
        JsonNode subject = root.get("subject");
        StringBuilder found = new StringBuilder("[");
        if (subject != null && subject.isArray()) {
            for (JsonNode item : subject) {
                subject(
                        found.append(found.length() > 1 ? "," : ""),
                        Json.text(item, "name"),
                        Json.digest(object(item, "digest"), "sha256"));
            }
        }
        String payload = new String(statement.payload(), StandardCharsets.UTF_8);
        if (!payload.contains("\"subject\":" + found + "],\"predicateType\"")) {
            throw new Malformed("`subject` and `predicate` name different digests");
        }
    }

    private static JsonNode object(JsonNode node, String key) throws Malformed {
        JsonNode value = node.get(key);
        if (value == null || !value.isObject()) {
            throw new Malformed("`" + key + "` is not an object");
        }
        return value;
    }

    private static Document document(JsonNode node) throws Malformed {
        return new Document(
                new Blob(Json.digest(node, "sha256"), Json.integer(node, "size", 0)),
                new Blob(Json.digest(node, "inflatedSha256"), Json.integer(node, "inflatedSize", 0)));
    }

    private static void require(JsonNode node, String key, String value) throws Malformed {
        if (!Json.text(node, key).equals(value)) {
            throw new Malformed("`" + key + "` is not `" + value + "`");
        }
    }
}
