package org.gapferry.export;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.manifest.SyncManifest;
import org.gapferry.transport.Network;

/**
 * What to export, and where to.
 *
 * @param requirements by ecosystem
 * @param keys that sign; each has the role exporter
 * @param trust versions of the trust file; those that the state knows need not be among them
 * @param out the folder in which the bundle's folder is made
 * @param lock where the lock file is written
 * @param packing which blobs the bundle carries
 * @param after a bundle that a feed without a state is continued from; empty for none
 * @param volumeSize bytes
 * @param options how strict, and how far
 * @param network how upstreams are reached
 * @param tool name and version of the program
 */
public record ExportRequest(
        SyncManifest manifest,
        Requirements requirements,
        Ecosystems ecosystems,
        List<SigningKey> keys,
        List<TrustFile> trust,
        Path state,
        Path out,
        Path lock,
        Packing packing,
        Optional<Path> after,
        long volumeSize,
        Network network,
        Clock clock,
        String tool,
        Options options) {
    /** Which blobs of a state a bundle carries. */
    public sealed interface Packing permits Delta, Full, Since {}

    /** Those that the feed's previous state lacks; all of the first. */
    public record Delta() implements Packing {}

    public record Full() implements Packing {}

    /** Those that the state of a bundle of this feed lacks, or the one that a receipt names. */
    public record Since(Path bundle) implements Packing {}

    /**
     * How strict an export is, and how far it goes.
     *
     * @param strict fail where a requirement would be held back
     * @param locked carry what the lock file names, and nothing else
     * @param offline ask no upstream: what is not in the cache is not to be had
     * @param dryRun say what would happen, and seal nothing
     */
    public record Options(boolean strict, boolean locked, boolean offline, boolean dryRun) {
        public static final Options NONE = new Options(false, false, false, false);
    }

    public ExportRequest {
        keys = List.copyOf(keys);
        trust = List.copyOf(trust);
    }
}
