package org.gapferry.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gapferry.bundle.Digest;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.manifest.Accepted;
import org.gapferry.manifest.SyncManifest;
import org.gapferry.manifest.Target;

/**
 * Everything that decides what a manifest comes to, as one digest: its values, not its text, and the files that it
 * names.
 */
final class RequestFingerprint {
    private final MessageDigest digest = Digest.sha256();

    private RequestFingerprint() {}

    static Digest of(SyncManifest manifest, Requirements requirements, Ecosystems ecosystems) {
        RequestFingerprint fingerprint = new RequestFingerprint();
        fingerprint.manifest(manifest);
        for (String section : new TreeSet<>(requirements.sections())) {
            fingerprint.add("section", section);
            for (Requirement requirement : requirements.of(section)) {
                fingerprint.add("requirement", requirement.fields().toArray(String[]::new));
                fingerprint.documents(manifest, requirement);
                for (Requirement part : ecosystems.parts(requirement)) {
                    fingerprint.add("part", part.fields().toArray(String[]::new));
                    fingerprint.documents(manifest, part);
                }
            }
        }
        return Digest.from(fingerprint.digest);
    }

    private void documents(SyncManifest manifest, Requirement requirement) {
        for (Path document : requirement.documents()) {
            add("file", relative(manifest.folder(), document), content(document));
        }
    }

    /** What cannot be read holds back its requirement alone, which says why. */
    private static String content(Path document) {
        MessageDigest digest = Digest.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(document), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
            return Digest.from(digest).hex();
        } catch (IOException e) {
            return "unreadable";
        }
    }

    private static String relative(Path folder, Path file) {
        return folder.toAbsolutePath()
                .normalize()
                .relativize(file.toAbsolutePath().normalize())
                .toString()
                .replace('\\', '/');
    }

    private void manifest(SyncManifest manifest) {
        add("feed", manifest.feed());
        for (Target target : manifest.targets()) {
            add("target", target.os(), target.arch(), target.libc());
            new TreeMap<>(target.runtimes())
                    .forEach((runtime, versions) -> add("runtime " + runtime, versions.toArray(String[]::new)));
        }
        new TreeMap<>(manifest.upstreams()).forEach((id, url) -> add("upstream", id, url.toString()));
        add("hosts", manifest.hosts().toArray(String[]::new));
        add("keep", manifest.keep().versions().toString(), manifest.keep().age().toString());
        for (Accepted accepted : manifest.accepted()) {
            add("accept", accepted.artifact().toString(), accepted.digest().hex(), accepted.reason());
        }
    }

    /** Each text with its length, so that no two lists of texts are one. */
    private void add(String kind, String... texts) {
        write(kind);
        write(Integer.toString(texts.length));
        for (String text : texts) {
            write(text);
        }
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }
}
