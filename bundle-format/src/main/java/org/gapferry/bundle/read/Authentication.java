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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.sign.Envelope;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.volume.PackingLine.Volume;

/** From a bundle on a medium to an authentic state, in the order of F2.1. Reads no content of volumes. */
public final class Authentication {
    static final String SUMS = "SHA256SUMS";
    private static final int MAX_DOCUMENT = 65_536;

    private static final Pattern TRUST_NAME = Pattern.compile("trust/([1-9][0-9]{0,8})\\.json");

    private final TrustChain accepted;
    private final KnownStates seen;
    private final ReceiverRules rules;
    private final DocumentReader documents;

    public Authentication(TrustChain accepted, KnownStates seen, ReceiverRules rules, DocumentReader documents) {
        this.accepted = accepted;
        this.seen = seen;
        this.rules = rules;
        this.documents = documents;
    }

    /**
     * Authenticates a bundle.
     *
     * @throws ProblemException with the class of the first thing that is wrong
     */
    public AuthenticState authenticate(BundleOnMedium medium) throws IOException {
        TrustChain trust = rotated(medium);
        Statement statement = statement(medium, trust.newest());
        List<Note> notes = new ArrayList<>(medium.notes());
        checkTrust(medium, statement, trust);
        checkEpoch(statement, trust.newest());
        checkNumber(statement, notes);
        rules.checkTime(statement, notes);
        DocumentReader.Inflated inflated = documents.take(medium, statement);
        PackedBlobs packed = new PackedBlobs(inflated.packing());
        InventoryCheck check = new InventoryCheck(statement);
        List<Blob> volumes = packed.volumes(statement, check::packed);
        checkNames(medium, statement, volumes);
        check.check(inflated.inventory(), packed);
        checkSums(medium, statement, volumes, notes);
        return new AuthenticState(medium, statement, trust, inflated.inventory(), inflated.packing(), volumes, notes);
    }

    /**
     * The accepted versions and those that the bundle brings beside them, each signed as F8.6 asks. Nothing of them is
     * kept yet.
     */
    private TrustChain rotated(BundleOnMedium medium) {
        int highest = 0;
        for (String name : medium.sizes().keySet()) {
            Matcher matcher = TRUST_NAME.matcher(name);
            if (matcher.matches()) {
                highest = Math.max(highest, Integer.parseInt(matcher.group(1)));
            }
        }
        if (highest > TrustChain.MAX_VERSIONS) {
            throw BundleProblem.TOO_LARGE.thrown(
                    Statement.trustName(highest), "a trust file has at most " + TrustChain.MAX_VERSIONS + " versions");
        }
        TrustChain trust = accepted;
        for (int version = accepted.newest().version() + 1; version <= highest; version++) {
            String name = Statement.trustName(version);
            trust = trust.next(name, medium.readSmall(name, MAX_DOCUMENT));
        }
        return trust;
    }

    private Statement statement(BundleOnMedium medium, TrustFile trust) {
        Envelope envelope = Envelope.parse(Statement.FILE, medium.readSmall(Statement.FILE, MAX_DOCUMENT));
        List<Role> roles = new ArrayList<>(List.of(Role.EXPORTER));
        if (rules.asksForApproval()) {
            roles.add(Role.APPROVER);
        }
        return Statement.parse(
                trust.open(Statement.FILE, envelope, Statement.PAYLOAD_TYPE, roles.toArray(new Role[0])));
    }

    private void checkTrust(BundleOnMedium medium, Statement statement, TrustChain trust) {
        int carried = statement.trust().size();
        for (int version = 1; version <= carried; version++) {
            String name = Statement.trustName(version);
            Optional<TrustFile> known = trust.version(version);
            boolean fresh = version > accepted.newest().version();
            byte[] bytes = fresh && known.isPresent() ? known.get().bytes() : medium.readSmall(name, MAX_DOCUMENT);
            Blob expected = statement.trust().get(version - 1);
            if (bytes.length != expected.size() || !Digest.of(bytes).equals(expected.digest())) {
                throw BundleProblem.DIGEST_MISMATCH.thrown(name, "differs from the digest that was signed");
            }
            if (known.isPresent() && !Arrays.equals(bytes, known.get().bytes())) {
                throw BundleProblem.TRUST_DIFFERS.thrown(
                        name,
                        "is another trust file than the one that was accepted, although a trusted key signed the bundle",
                        "ask the exporting side which trust file it uses");
            }
        }
        if (carried < accepted.newest().version()) {
            throw BundleProblem.TRUST_ROLLED_BACK.thrown(
                    Statement.trustName(carried),
                    "is the newest trust file of the bundle, and version "
                            + accepted.newest().version() + " was accepted here",
                    "export it again with the newest trust file: --trust");
        }
    }

    /** The counters of a feed begin again with an epoch, which only the root can begin (F3.10). */
    private static void checkEpoch(Statement statement, TrustFile trust) {
        long epoch = statement.number().epoch();
        if (epoch > trust.epoch()) {
            throw BundleProblem.EPOCH_UNKNOWN.thrown(
                    Statement.FILE,
                    "state " + statement.number() + " is of an epoch that no trust file began: the newest is of epoch "
                            + trust.epoch());
        }
        if (epoch < trust.epoch()) {
            throw BundleProblem.REPLAYED.thrown(
                    Statement.FILE,
                    "state " + statement.number() + " is of an epoch that is over: the trust file is of epoch "
                            + trust.epoch());
        }
    }

    private void checkNumber(Statement statement, List<Note> notes) {
        StateNumber number = statement.number();
        Optional<KnownStates.Seen> highest = seen.highest(number.feed());
        if (highest.isPresent()) {
            checkAfter(statement, highest.get(), notes);
        }
        long before = highest.filter(held -> held.number().epoch() == number.epoch())
                .map(held -> held.number().seq())
                .orElse(0L);
        if (seen != KnownStates.NONE && number.seq() - before > ReceiverRules.LARGEST_STEP && !rules.acceptsJump()) {
            throw BundleProblem.JUMPED.thrown(
                    Statement.FILE,
                    "state " + number + " is more than " + ReceiverRules.LARGEST_STEP + " after "
                            + (before == 0 ? "the beginning" : "seq " + before)
                            + ", the highest that was imported: whoever stole the key may want to make every later state a replay",
                    "if the exporting side confirms the number: gapferry import --accept-jump");
        }
    }

    private static void checkAfter(Statement statement, KnownStates.Seen highest, List<Note> notes) {
        StateNumber number = statement.number();
        StateNumber held = highest.number();
        if (number.isBefore(held)) {
            throw BundleProblem.REPLAYED.thrown(
                    Statement.FILE,
                    "state " + number + " is older than " + held + ", which was imported before",
                    "nothing needs to be done: the mirror holds the newer state");
        }
        if (number.equals(held) && !statement.state().equals(highest.state())) {
            throw forked(
                    "state " + number + " was imported as " + highest.state() + " and is now " + statement.state());
        }
        if (number.epoch() == held.epoch() && number.seq() > held.seq() + 1) {
            notes.add(new Note(
                    false,
                    Statement.FILE,
                    "state " + number + " comes after " + held + ": what lies between was never imported here"));
        }
        boolean follows = number.epoch() == held.epoch() && number.seq() == held.seq() + 1;
        if (follows && !statement.previousState().equals(Optional.of(highest.state()))) {
            throw forked("state " + number + " follows "
                    + statement.previousState().map(Digest::toString).orElse("nothing") + ", and " + held
                    + " was imported as " + highest.state());
        }
    }

    private static ProblemException forked(String what) {
        return BundleProblem.FORKED.thrown(
                Statement.FILE,
                what,
                "the exporter signed two histories: find out whether its state was restored from a backup, or its key stolen");
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
