package org.gapferry.bundle.read;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.sign.Envelope;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.volume.PackingLine;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingLine.Volume;
import org.gapferry.bundle.volume.PackingReader;

/** From a bundle on a medium to an authentic state, in the order of F2.1. Reads no content of volumes. */
public final class Authentication {
    static final String SUMS = "SHA256SUMS";
    private static final int MAX_DOCUMENT = 65_536;

    private final TrustFile trust;
    private final SeenStates seen;
    private final DocumentReader documents;

    public Authentication(TrustFile trust, SeenStates seen, DocumentReader documents) {
        this.trust = trust;
        this.seen = seen;
        this.documents = documents;
    }

    /**
     * Authenticates a bundle.
     *
     * @throws ProblemException with the class of the first thing that is wrong
     */
    public AuthenticState authenticate(BundleOnMedium medium) throws IOException {
        Statement statement = statement(medium);
        checkTrust(medium, statement);
        checkNumber(statement);
        ByteSource inventory = documents.take(medium, Statement.INVENTORY, statement.inventory());
        ByteSource packing = documents.take(medium, Statement.PACKING, statement.packing());
        List<Blob> volumes = volumes(packing, statement);
        checkNames(medium, statement, volumes);
        InventoryCheck.check(inventory, packing, statement);
        List<Note> notes = new ArrayList<>(medium.notes());
        checkSums(medium, statement, volumes, notes);
        return new AuthenticState(medium, statement, inventory, packing, volumes, notes);
    }

    private Statement statement(BundleOnMedium medium) {
        byte[] bytes = medium.readSmall(Statement.FILE, MAX_DOCUMENT);
        Envelope envelope = Envelope.parse(Statement.FILE, bytes);
        return Statement.parse(trust.open(Statement.FILE, envelope, Statement.PAYLOAD_TYPE, Role.EXPORTER));
    }

    private void checkTrust(BundleOnMedium medium, Statement statement) {
        for (int version = 1; version <= statement.trust().size(); version++) {
            String name = Statement.trustName(version);
            byte[] bytes = medium.readSmall(name, MAX_DOCUMENT);
            Blob expected = statement.trust().get(version - 1);
            if (bytes.length != expected.size() || !Digest.of(bytes).equals(expected.digest())) {
                throw BundleProblem.DIGEST_MISMATCH.thrown(name, "differs from the digest that was signed");
            }
            if (version == trust.version() && !Arrays.equals(bytes, trust.bytes())) {
                throw BundleProblem.TRUST_DIFFERS.thrown(
                        name,
                        "is another trust file than the one that was accepted, although a trusted key signed the bundle",
                        "ask the exporting side which trust file it uses");
            }
            if (version > trust.version()) {
                throw BundleProblem.NEEDS_NEWER_READER.thrown(
                        name, "a later version of the trust file; this version of Gapferry follows no rotation");
            }
        }
    }

    private void checkNumber(Statement statement) {
        StateNumber number = statement.number();
        Optional<SeenStates.Seen> highest = seen.highest(number.feed());
        if (highest.isEmpty()) {
            return;
        }
        StateNumber held = highest.get().number();
        if (number.isBefore(held)) {
            throw BundleProblem.REPLAYED.thrown(
                    Statement.FILE,
                    "state " + number + " is older than " + held + ", which was imported before",
                    "nothing needs to be done: the mirror holds the newer state");
        }
        if (number.equals(held) && !statement.state().equals(highest.get().state())) {
            throw BundleProblem.FORKED.thrown(
                    Statement.FILE,
                    "state " + number + " was imported as " + highest.get().state() + " and is now "
                            + statement.state(),
                    "the exporter signed two histories: find out whether its state was restored from a backup, or its key stolen");
        }
    }

    private static List<Blob> volumes(ByteSource packing, Statement statement) throws IOException {
        List<Blob> volumes = new ArrayList<>();
        long blobs = 0;
        long bytes = 0;
        try (PackingReader reader = new PackingReader(packing)) {
            for (PackingLine line = reader.next(); line != null; line = reader.next()) {
                if (line instanceof Entry entry) {
                    blobs += entry.part() == 1 ? 1 : 0;
                    bytes += entry.size();
                } else if (line instanceof Volume volume) {
                    volumes.add(volume.file());
                }
            }
        }
        if (!statement.packed().equals(new Statement.Packed(volumes.size(), blobs, bytes))) {
            throw BundleProblem.MALFORMED_STATEMENT.thrown(Statement.FILE, "`packed` differs from the packing");
        }
        return volumes;
    }

    /** The closed list of names (F1.1, F1.3) and the sizes of volumes. */
    private static void checkNames(BundleOnMedium medium, Statement statement, List<Blob> volumes) {
        TreeSet<String> expected = new TreeSet<>();
        expected.add(Statement.FILE);
        expected.add(SUMS);
        expected.addAll(sums(statement, volumes).keySet());
        for (String name : medium.sizes().keySet()) {
            if (!expected.contains(name)) {
                throw BundleProblem.UNLISTED_FILE.thrown(
                        name,
                        "the statement does not imply this file",
                        "find out who put it there; a bundle is imported only as it was exported");
            }
        }
        for (int number = 1; number <= volumes.size(); number++) {
            String name = Volume.name(number);
            Long size = medium.sizes().get(name);
            if (size == null) {
                throw BundleOnMedium.missing(name);
            }
            long signed = volumes.get(number - 1).size();
            if (size != signed) {
                throw BundleProblem.SIZE_MISMATCH.thrown(
                        name, "has " + size + " bytes and not the " + signed + " that were signed", "copy it again");
            }
        }
    }

    /** The lines of F7.1: name to digest. */
    static Map<String, Digest> sums(Statement statement, List<Blob> volumes) {
        Map<String, Digest> sums = new TreeMap<>();
        sums.put(Statement.INVENTORY, statement.inventory().file().digest());
        sums.put(Statement.PACKING, statement.packing().file().digest());
        for (int i = 0; i < statement.trust().size(); i++) {
            sums.put(Statement.trustName(i + 1), statement.trust().get(i).digest());
        }
        for (int i = 0; i < volumes.size(); i++) {
            sums.put(Volume.name(i + 1), volumes.get(i).digest());
        }
        return sums;
    }

    /** The bytes of SHA256SUMS (F7.1). */
    public static byte[] sumsFile(Statement statement, List<Blob> volumes) {
        StringBuilder out = new StringBuilder();
        sums(statement, volumes)
                .forEach((name, digest) ->
                        out.append(digest.hex()).append("  ").append(name).append('\n'));
        return out.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void checkSums(BundleOnMedium medium, Statement statement, List<Blob> volumes, List<Note> notes) {
        byte[] expected = sumsFile(statement, volumes);
        Long size = medium.sizes().get(SUMS);
        if (size == null) {
            notes.add(new Note(true, SUMS, "is missing; it is derived, so nothing depends on it"));
        } else if (size != expected.length || !Arrays.equals(expected, medium.readSmall(SUMS, expected.length))) {
            notes.add(new Note(true, SUMS, "was edited: it is not what the signed documents imply"));
        }
    }
}
