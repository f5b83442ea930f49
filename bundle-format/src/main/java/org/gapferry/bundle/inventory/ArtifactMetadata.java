package org.gapferry.bundle.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What is said of an artifact, for auditors (F4.5). It decides nothing.
 *
 * @param published when the upstream published it, as the upstream wrote it; empty if unknown
 * @param why the coordinate or the line of a manifest that asks for it, and how; empty if unknown
 * @param license as the upstream declares it, mostly an SPDX expression; empty if it does not
 * @param flags words such as {@code install-script}, sorted
 */
public record ArtifactMetadata(String published, String why, String license, List<String> flags) {
    public static final ArtifactMetadata NOTHING = new ArtifactMetadata("", "", "", List.of());

    private static final Pattern FLAG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    public ArtifactMetadata {
        flags = List.copyOf(flags.size() < 2 ? flags : new TreeSet<>(flags));
        for (String flag : flags) {
            if (!FLAG.matcher(flag).matches()) {
                throw new IllegalArgumentException("`" + flag + "` is not a flag");
            }
        }
    }

    /** What is said here, and where nothing is, what the other says. */
    public ArtifactMetadata orElse(ArtifactMetadata other) {
        return new ArtifactMetadata(
                published.isEmpty() ? other.published : published,
                why.isEmpty() ? other.why : why,
                license.isEmpty() ? other.license : license,
                flags.isEmpty() ? other.flags : flags);
    }

    /** The same with one more flag. */
    public ArtifactMetadata flagged(String flag) {
        List<String> more = new ArrayList<>(flags);
        more.add(flag);
        return new ArtifactMetadata(published, why, license, more);
    }
}
