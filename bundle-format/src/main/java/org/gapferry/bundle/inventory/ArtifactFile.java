package org.gapferry.bundle.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.Json;

/**
 * One file of an artifact (F4.5).
 *
 * @param sha512 128 lower-case hex digits, or empty
 * @param replaces the digests that came before under this name, which people accepted to be replaced (F4.8); mostly none
 * @param reason theirs; empty where nothing is replaced
 */
public record ArtifactFile(String name, Blob blob, String sha512, Proof proof, List<Digest> replaces, String reason) {
    /** A file that replaces nothing. */
    public ArtifactFile(String name, Blob blob, String sha512, Proof proof) {
        this(name, blob, sha512, proof, List.of(), "");
    }

    /** Against what the exporter checked the bytes: the strongest digest that the upstream declared. */
    public enum Proof {
        SHA512,
        SHA384,
        SHA256,
        SHA1,
        NONE;

        /** The word in the inventory. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ArtifactFile {
        if (!isFileName(name)) {
            throw new IllegalArgumentException("`" + name + "` is no file name");
        }
        if (!sha512.isEmpty() && !Digest.isHex(sha512, 128)) {
            throw new IllegalArgumentException("`sha512` is not 128 lower-case hex digits");
        }
        replaces = List.copyOf(replaces);
        if (replaces.isEmpty() != reason.isEmpty()) {
            throw new IllegalArgumentException("`replaces` and `reason` belong together");
        }
    }

    /** The same file in the place of another one. */
    public ArtifactFile replacing(ArtifactFile former, String why) {
        List<Digest> all = new ArrayList<>(former.replaces);
        all.add(former.blob.digest());
        return new ArtifactFile(name, blob, sha512, proof, all, why);
    }

    void appendTo(StringBuilder out) {
        out.append(",\"sha256\":\"").append(blob.digest().hex());
        out.append("\",\"size\":").append(blob.size());
        if (!sha512.isEmpty()) {
            out.append(",\"sha512\":\"").append(sha512).append('"');
        }
        out.append(",\"proof\":\"").append(proof.word()).append('"');
        String separator = ",\"replaces\":[\"";
        for (Digest former : replaces) {
            out.append(separator).append(former.hex()).append('"');
            separator = ",\"";
        }
        if (!replaces.isEmpty()) {
            Json.quote(out.append("],\"reason\":"), reason);
        }
    }

    private static boolean isFileName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || c == '\\' || Character.isISOControl(c)) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= 255 && !name.equals(".") && !name.equals("..");
    }
}
