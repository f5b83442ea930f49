package org.gapferry.ecosystem.resolve;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.DigestAlgorithm;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.UpstreamRequest;

/**
 * A file of an artifact, and where its upstream has it.
 *
 * @param request for it
 * @param declared every digest that the upstream, or a lockfile, declares for it
 * @param wanted digests that its ecosystem serves beside SHA-256, to be computed whether they are declared or not
 */
public record SourceFile(String name, UpstreamRequest request, List<Checksum> declared, Set<DigestAlgorithm> wanted) {
    /** A file of which only the declared digests are carried. */
    public SourceFile(String name, UpstreamRequest request, List<Checksum> declared) {
        this(name, request, declared, Set.of());
    }

    /** A file that everybody gets who asks for its URL. */
    public SourceFile(String name, URI url, List<Checksum> declared) {
        this(name, UpstreamRequest.get(url, "*/*", name), declared);
    }

    public SourceFile {
        declared = List.copyOf(declared);
        wanted = Set.copyOf(wanted);
    }

    /** The same file, whose digests of these algorithms are carried too. */
    public SourceFile wanting(Set<DigestAlgorithm> algorithms) {
        return new SourceFile(name, request, declared, algorithms);
    }

    public URI url() {
        return request.url();
    }

    /** The strongest digest that is declared and was compared with the bytes; empty for none. */
    public Optional<DigestAlgorithm> proof() {
        return declared.stream()
                .map(Checksum::algorithm)
                .filter(DigestAlgorithm::isOfBytes)
                .min(DigestAlgorithm::compareTo);
    }

    /** This file once it was downloaded: with the digests that are wanted, and those that were declared. */
    public ArtifactFile fetched(BlobCache.Downloaded downloaded) {
        Set<DigestAlgorithm> carried = new TreeSet<>(wanted);
        declared.forEach(checksum -> carried.add(checksum.algorithm()));
        Map<DigestAlgorithm, String> digests = new TreeMap<>(downloaded.digests());
        digests.keySet().retainAll(carried);
        return new ArtifactFile(name, downloaded.blob(), digests, proof(), List.of(), "");
    }
}
