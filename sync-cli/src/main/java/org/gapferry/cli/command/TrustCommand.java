package org.gapferry.cli.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.DurableFiles;
import org.gapferry.bundle.sign.Fingerprint;
import org.gapferry.bundle.sign.KeyFile;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.sign.VerificationKey;
import org.gapferry.cli.CliProblem;
import org.gapferry.cli.Passphrases;
import org.gapferry.cli.Surroundings;
import org.gapferry.cli.Verb;
import org.gapferry.mirror.store.DiskFiles;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.StoreWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trust files. */
@Command(
        name = "trust",
        description = "Says whose bundles are taken: set up on the receiver, never learnt from the bundle.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class TrustCommand {
    /** {@code gapferry trust init}. */
    @Command(
            name = "init",
            description = "Writes the first trust file and prints its fingerprint as the last line.",
            footer = {
                "",
                "Read the fingerprint to the people of the offline side by another way than the file goes: they type it into",
                "  gapferry trust accept trust.json --store STORE --fingerprint F"
            })
    public static final class Init extends Verb {
        static final class Roles {
            @Option(
                    names = "--root",
                    required = true,
                    paramLabel = "KEY",
                    description = "The root's private key, which signs trust files and nothing else.")
            @SuppressWarnings("NullAway.Init")
            private Path root;

            @Option(
                    names = "--exporter",
                    required = true,
                    paramLabel = "PUB",
                    description = "The exporter's public key.")
            @SuppressWarnings("NullAway.Init")
            private Path exporter;
        }

        static final class Keys {
            @ArgGroup(exclusive = false)
            private @Nullable Roles roles;

            @Option(
                    names = "--single-key",
                    required = true,
                    paramLabel = "KEY",
                    description = "For a trial: one key for all roles.")
            private @Nullable Path single;
        }

        @ArgGroup(multiplicity = "1")
        @SuppressWarnings("NullAway.Init")
        private Keys keys;

        @Option(
                names = "--out",
                required = true,
                paramLabel = "FILE",
                description = "The trust file to write; never replaced.")
        @SuppressWarnings("NullAway.Init")
        private Path out;

        @Mixin
        private final Passphrases passphrases = new Passphrases();

        public Init(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            byte[] bytes;
            Path single = keys.single;
            Roles roles = keys.roles;
            if (single != null) {
                try (SigningKey key =
                        KeyFile.readPrivate(single, () -> passphrases.forExisting(surroundings, single.toString()))) {
                    bytes = TrustFile.first(key, key.verificationKey(), true);
                }
                ui().warn(
                                "warning: one key for all roles: whoever has it can do anything. For a trial only; for use, make a root key and an exporter key");
            } else if (roles != null) {
                VerificationKey exporter = KeyFile.readPublic(roles.exporter);
                try (SigningKey key = KeyFile.readPrivate(
                        roles.root, () -> passphrases.forExisting(surroundings, roles.root.toString()))) {
                    if (key.verificationKey().equals(exporter)) {
                        throw CliProblem.BAD_OPTION.thrown(
                                "--exporter",
                                "root and exporter are the same key",
                                "make a second key, or say for a trial: --single-key " + roles.root);
                    }
                    bytes = TrustFile.first(key, exporter, false);
                }
            } else {
                throw new IllegalStateException();
            }
            write(bytes);
            TrustFile trust = TrustFile.parse(out.toString(), bytes);
            ui().data("trust file: " + out);
            ui().data("sha256: " + trust.blob().digest().hex());
            ui().data(trust.fingerprint().text());
            ui().document(ui().document()
                    .put("file", out.toString())
                    .put("sha256", trust.blob().digest().hex())
                    .put("fingerprint", trust.fingerprint().text())
                    .put("singleKey", trust.singleKey()));
            return 0;
        }

        private void write(byte[] bytes) {
            try {
                Path parent = out.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                DurableFiles.write(out, bytes);
            } catch (FileAlreadyExistsException e) {
                throw CliProblem.FILE_UNWRITABLE
                        .thrown(
                                out.toString(),
                                "the file exists, and a trust file is never replaced",
                                "choose another name with --out")
                        .causedBy(e);
            } catch (IOException e) {
                throw CliProblem.FILE_UNWRITABLE
                        .thrown(out.toString(), "the trust file cannot be written: " + e.getMessage())
                        .causedBy(e);
            }
        }
    }

    /** {@code gapferry trust accept}. */
    @Command(
            name = "accept",
            description =
                    "On the receiver, once: accepts a trust file whose fingerprint was obtained by another way, and makes the store. May be repeated.")
    public static final class Accept extends Verb {
        @Parameters(paramLabel = "TRUST", description = "The trust file.")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Option(
                names = "--store",
                required = true,
                paramLabel = "STORE",
                description = "The store; made if it is not there.")
        @SuppressWarnings("NullAway.Init")
        private Path folder;

        @Option(
                names = "--fingerprint",
                required = true,
                paramLabel = "F",
                description = "As the exporting side read it out, or the file's SHA-256.")
        @SuppressWarnings("NullAway.Init")
        private String fingerprint;

        public Accept(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() throws IOException {
            byte[] bytes = SmallFile.read(file, "a trust file");
            Fingerprint.require(fingerprint, Digest.of(bytes), file.toString());
            TrustFile trust = TrustFile.parse(file.toString(), bytes);
            boolean fresh;
            try (Store store = Store.create(folder, new DiskFiles(), surroundings.clock());
                    StoreWriter writer = StoreWriter.lock(store)) {
                writer.emptyQuarantine(true);
                fresh = writer.acceptTrust(trust, Store.CURRENT);
                writer.emptyQuarantine(true);
                if (fresh) {
                    store.log(
                            "trust-accepted",
                            Map.of("fingerprint", trust.fingerprint().text()));
                }
            }
            ui().data(trust.fingerprint().text());
            ui().document(ui().document()
                    .put("fingerprint", trust.fingerprint().text())
                    .put("accepted", fresh));
            ui().say(
                            fresh
                                    ? "the store " + folder + " now takes bundles of this trust file's exporters"
                                    : "this trust file was accepted before");
            if (trust.singleKey()) {
                ui().warn("warning: one key has all roles in this trust file: for a trial only");
            }
            return 0;
        }
    }
}
