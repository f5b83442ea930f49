package org.gapferry.importer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.change.DocumentSource;
import org.gapferry.bundle.change.StateDifference;
import org.gapferry.bundle.read.AuthenticState;
import org.gapferry.bundle.read.VolumeOnMedium;
import org.gapferry.bundle.volume.PackingLine;
import org.gapferry.bundle.volume.PackingLine.Entry;
import org.gapferry.bundle.volume.PackingReader;

/**
 * The changed documents of a bundle, read where they lie and each checked. Knows the places of what a difference names,
 * and of nothing else.
 */
final class BundleDocuments implements DocumentSource {
    private static final int READ_AHEAD = 1 << 14;

    private final AuthenticState state;
    private final StateDifference difference;
    private final Map<Digest, List<Entry>> entries = new HashMap<>();
    private boolean indexed;

    BundleDocuments(AuthenticState state, StateDifference difference) {
        this.state = state;
        this.difference = difference;
    }

    @Override
    public Optional<byte[]> read(Blob blob) throws IOException {
        if (!indexed) {
            index();
            indexed = true;
        }
        List<Entry> parts = entries.get(blob.digest());
        if (parts == null) {
            return Optional.empty();
        }
        MessageDigest digest = Digest.sha256();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Entry part : parts) {
            try (VolumeOnMedium volume = new VolumeOnMedium(state.medium(), part.volume(), READ_AHEAD)) {
                volume.copy(part, bytes, digest);
                if (part.part() == part.of()) {
                    volume.require(blob.digest(), digest);
                }
            }
        }
        return Optional.of(bytes.toByteArray());
    }

    private void index() throws IOException {
        Set<Digest> wanted = difference.changedDocuments();
        if (wanted.isEmpty()) {
            return;
        }
        try (PackingReader packing = new PackingReader(state.packing())) {
            for (PackingLine line = packing.next(); line != null; line = packing.next()) {
                if (line instanceof Entry entry && wanted.contains(entry.blob())) {
                    entries.computeIfAbsent(entry.blob(), digest -> new ArrayList<>(1))
                            .add(entry);
                }
            }
        }
    }
}
