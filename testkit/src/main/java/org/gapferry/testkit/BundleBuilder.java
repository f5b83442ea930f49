package org.gapferry.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.BlobLine;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.bundle.read.FeedPlace;
import org.gapferry.bundle.read.StateNumber;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.volume.VolumeWriter;
import org.gapferry.bundle.write.BlobSource;
import org.gapferry.bundle.write.BundleWriter;
import org.gapferry.bundle.write.SealedBundle;

/** Builds a valid bundle at test time; what is wrong with it afterwards is the test's own doing. */
public final class BundleBuilder {
    private final Map<String, String> lines = new TreeMap<>();
    private final Map<Digest, Blob> blobs = new TreeMap<>();
    private final Map<Digest, BlobSource> content = new HashMap<>();
    private final Set<Digest> left = new HashSet<>();
    private StateNumber number = new StateNumber("test", 1, 1);
    private Optional<Digest> previous = Optional.empty();
    private long volumeSize = VolumeWriter.DEFAULT_SIZE;
    private List<SigningKey> keys = List.of(Keys.exporter());
    private TrustChain trust = TrustChain.of(Keys.trust());

    /** An artifact {@code pkg:toy/name@version} with one file. */
    public BundleBuilder artifact(String name, String version, byte[] bytes) {
        return artifact(name, version, blob(bytes));
    }

    public BundleBuilder artifact(String name, String version, String text) {
        return artifact(name, version, text.getBytes(StandardCharsets.UTF_8));
    }

    /** An artifact whose content is made while it is read, so that it may be large. */
    public BundleBuilder artifact(String name, String version, Blob blob, BlobSource source) {
        blobs.put(blob.digest(), blob);
        content.put(blob.digest(), source);
        return artifact(name, version, blob);
    }

    private BundleBuilder artifact(String name, String version, Blob blob) {
        Artifact artifact = new Artifact(
                new Coordinates("toy", "", name, version),
                new ArtifactMetadata("2024-01-01T00:00:00Z", "", "", List.of()),
                List.of(ArtifactFile.of(name + "-" + version + ".bin", blob)));
        lines.put(artifact.line(), artifact.line());
        return this;
    }

    /** An artifact whose bytes replace other ones, as people accepted. */
    public BundleBuilder replaced(String name, String version, String text, String former, String reason) {
        Blob blob = blob(text.getBytes(StandardCharsets.UTF_8));
        Digest before = Digest.of(former.getBytes(StandardCharsets.UTF_8));
        String file = name + "-" + version + ".bin";
        Artifact artifact = new Artifact(
                new Coordinates("toy", "", name, version),
                ArtifactMetadata.NOTHING,
                List.of(new ArtifactFile(file, blob, Map.of(), Optional.empty(), List.of(before), reason)));
        lines.put(artifact.line(), artifact.line());
        return this;
    }

    /** A pointer from a package to one of its versions. */
    public BundleBuilder pointer(String name, String pointer, String version) {
        return pointer(Pointer.tag(new Coordinates("toy", "", name, ""), pointer, version));
    }

    /** Any artifact; the content of its files is given by {@link #document}. */
    public BundleBuilder artifact(Artifact artifact) {
        lines.put(artifact.line(), artifact.line());
        return this;
    }

    /** Any pointer; the content of a document is given by {@link #document}. */
    public BundleBuilder pointer(Pointer pointer) {
        lines.put(pointer.line(), pointer.line());
        return this;
    }

    /** Content that pointers lead to, or that files have. */
    public Blob document(String text) {
        return blob(text.getBytes(StandardCharsets.UTF_8));
    }

    private Blob blob(byte[] bytes) {
        Blob blob = Blob.of(bytes);
        blobs.put(blob.digest(), blob);
        content.put(blob.digest(), wanted -> new ByteArrayInputStream(bytes));
        return blob;
    }

    public BundleBuilder number(String feed, long epoch, long seq) {
        number = new StateNumber(feed, epoch, seq);
        previous = seq == 1 ? Optional.empty() : Optional.of(Digest.of(new byte[] {(byte) seq}));
        return this;
    }

    /** The next state of the feed after the one that a bundle packs. */
    public BundleBuilder after(Path bundle) {
        Statement before = statement(bundle);
        StateNumber held = before.number();
        number = new StateNumber(held.feed(), held.epoch(), held.seq() + 1);
        previous = Optional.of(before.state());
        return this;
    }

    /** The statement of a bundle, whoever signed it. */
    public static Statement statement(Path bundle) {
        try {
            String envelope = Files.readString(bundle.resolve(Statement.FILE));
            String payload = envelope.replaceAll("(?s).*\"payload\":\"([^\"]*)\".*", "$1");
            return Statement.parse(Base64.getDecoder().decode(payload));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public BundleBuilder volumeSize(long bytes) {
        volumeSize = bytes;
        return this;
    }

    public BundleBuilder signedBy(SigningKey... signers) {
        keys = List.of(signers);
        return this;
    }

    public BundleBuilder trusting(TrustFile file) {
        return trusting(TrustChain.of(file));
    }

    public BundleBuilder trusting(TrustChain chain) {
        trust = chain;
        return this;
    }

    /** Leaves a text's blob out of the volumes, as a delta does. */
    public BundleBuilder leavingOut(String text) {
        left.add(Digest.of(text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** Writes it into a new folder. */
    public SealedBundle write(Path folder) {
        try {
            Files.createDirectories(folder);
            TreeSet<String> sorted = new TreeSet<>(lines.keySet());
            blobs.values().forEach(blob -> sorted.add(new BlobLine(blob).line()));
            byte[] inventory =
                    (sorted.isEmpty() ? "" : String.join("\n", sorted) + "\n").getBytes(StandardCharsets.UTF_8);
            BundleWriter writer = new BundleWriter(
                    new LocalDisk(),
                    new FeedPlace(number, previous),
                    Instant.parse("2026-11-21T12:00:00Z"),
                    "gapferry test",
                    volumeSize);
            return writer.write(
                    folder,
                    () -> new ByteArrayInputStream(inventory),
                    blob -> !left.contains(blob.digest()),
                    this::open,
                    trust,
                    keys,
                    blob -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InputStream open(Blob blob) throws IOException {
        BlobSource source = content.get(blob.digest());
        if (source == null) {
            throw new IOException("no content of " + blob.digest());
        }
        return source.open(blob);
    }
}
