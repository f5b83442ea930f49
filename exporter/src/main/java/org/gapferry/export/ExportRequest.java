package org.gapferry.export;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.Wish;
import org.gapferry.manifest.SyncManifest;
import org.gapferry.transport.TlsTrust;

/**
 * What to export, and where to.
 *
 * @param wishes by ecosystem
 * @param out the folder in which the bundle's folder is made
 * @param lock where the lock file is written
 * @param volumeSize bytes
 * @param tool name and version of the program
 */
public record ExportRequest(
        SyncManifest manifest,
        Map<String, List<Wish>> wishes,
        Ecosystems ecosystems,
        SigningKey key,
        TrustFile trust,
        Path state,
        Path out,
        Path lock,
        long volumeSize,
        TlsTrust tls,
        Clock clock,
        String tool) {}
