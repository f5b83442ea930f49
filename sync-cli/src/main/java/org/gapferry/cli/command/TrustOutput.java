package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.DurableFiles;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.sign.KeyFile;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.sign.TrustRules;
import org.gapferry.bundle.sign.VerificationKey;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.ProcessContext;
import org.gapferry.cli.SigningKeys;
import org.gapferry.cli.Ui;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the verbs that make trust files have in common: keys in, a file and its fingerprint out. */
final class TrustOutput {
    private TrustOutput() {}

    /** The keys of files that sign here; the others hold public keys of those who sign elsewhere. */
    static List<SigningKey> signers(List<Path> files, SigningKeys signing, ProcessContext context) {
        List<SigningKey> keys = new ArrayList<>();
        for (Path file : files) {
            if (signing.signs(file)) {
                keys.add(signing.of(file, context));
            }
        }
        return keys;
    }

    /** The public keys of files that hold public or private keys. */
    static List<VerificationKey> keys(List<Path> files, List<SigningKey> signers, SigningKeys signing) {
        List<VerificationKey> keys = new ArrayList<>();
        int signer = 0;
        for (Path file : files) {
            keys.add(signing.signs(file) ? signers.get(signer++).verificationKey() : KeyFile.readPublic(file));
        }
        return keys;
    }

    /** Fails for rules that no reader would take. */
    static ProblemException broken(IllegalArgumentException e) {
        return BundleProblem.TRUST_RULE
                .thrown("", "receivers would refuse this trust file: " + e.getMessage())
                .causedBy(e);
    }

    /** Fails if the file exists; to be asked before a passphrase is. */
    static void requireNew(Path out) {
        if (Files.exists(out)) {
            throw exists(out);
        }
    }

    private static ProblemException exists(Path out) {
        return CliProblem.FILE_UNWRITABLE.thrown(
                out.toString(),
                "the file exists, and trust files are never overwritten",
                "choose another name with --out");
    }

    /** Writes a new file, never over another one. */
    static void write(Path out, byte[] bytes) {
        try {
            Path parent = out.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            DurableFiles.write(out, bytes);
        } catch (FileAlreadyExistsException e) {
            throw exists(out).causedBy(e);
        } catch (IOException e) {
            throw CliProblem.FILE_UNWRITABLE
                    .thrown(out.toString(), "cannot write the trust file: " + FileReason.of(e))
                    .causedBy(e);
        }
    }

    /**
     * Tells of a file that was written. The fingerprint is the last line, once the file has all signatures.
     *
     * @param previous the version before, which must have signed too; empty for none, or if it is not at hand
     */
    static void tell(Ui ui, Path out, byte[] bytes, List<TrustFile> previous) {
        TrustFile trust = TrustFile.parseUnsigned(out.toString(), bytes);
        int missing = trust.rootSignaturesMissingIn(trust);
        for (TrustFile before : previous) {
            missing = Math.max(missing, before.rootSignaturesMissingIn(trust));
        }
        ObjectNode document = describe(ui, trust);
        document.put("file", out.toString()).put("missingSignatures", missing);
        ui.data("trust file: " + out);
        if (missing > 0) {
            ui.warn("the trust file needs " + missing + " more signature" + (missing == 1 ? "" : "s")
                    + " by root keys before receivers accept it: gapferry trust sign " + out + " --key root2.key");
        } else {
            ui.data("sha256: " + trust.blob().digest().hex());
            ui.data(trust.fingerprint().text());
        }
        ui.document(document);
    }

    /** A trust file as JSON. */
    static ObjectNode describe(Ui ui, TrustFile trust) {
        return describe(ui.document(), trust);
    }

    static ObjectNode describe(ObjectNode document, TrustFile trust) {
        document.put("version", trust.version())
                .put("epoch", trust.epoch())
                .put("sha256", trust.blob().digest().hex())
                .put("fingerprint", trust.fingerprint().text())
                .put("singleKey", trust.singleKey());
        ObjectNode roles = document.putObject("roles");
        for (Role role : Role.values()) {
            TrustRules.Keys keys = trust.keys(role);
            if (keys.threshold() > 0) {
                ObjectNode node = roles.putObject(role.word()).put("threshold", keys.threshold());
                ArrayNode ids = node.putArray("keys");
                keys.keys().forEach(key -> ids.add(key.id()));
            }
        }
        return document;
    }
}
