package org.gapferry.ecosystem.resolve;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.Digest;
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
 * @param pinned the SHA-256 that it had when it was locked: it must have it still, which proves nothing of its upstream
 * @param redacted true if its URL lacks what a lock does not have of it: a query, which may be secret
 */
public record SourceFile(
        String name,
        UpstreamRequest request,
        List<Checksum> declared,
        Set<DigestAlgorithm> wanted,
        Optional<Digest> pinned,
        boolean redacted) {
    /** A file of which only the declared digests are carried. */
    public SourceFile(String name, UpstreamRequest request, List<Checksum> declared) {
        this(name, request, declared, Set.of(), Optional.empty(), false);
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
        return new SourceFile(name, request, declared, algorithms, pinned, redacted);
    }

    /** The same bytes under another name. */
    public SourceFile named(String other) {
        return new SourceFile(other, request, declared, wanted, pinned, redacted);
    }

    /** The same file, which must have a digest. */
    public SourceFile pinned(Optional<Digest> digest) {
        return new SourceFile(name, request, declared, wanted, digest, redacted);
    }

    /** The same file, asked for in another way. */
    public SourceFile at(UpstreamRequest other) {
        return new SourceFile(name, other, declared, wanted, pinned, redacted);
    }

    /** The same file, of whose URL only a part is known. */
    public SourceFile redacted(boolean isRedacted) {
        return new SourceFile(name, request, declared, wanted, pinned, isRedacted);
    }

    /** Every digest that its bytes must have. */
    public List<Checksum> expected() {
        return Stream.concat(declared.stream(), pinned.map(Checksum::of).stream())
                .distinct()
                .toList();
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
