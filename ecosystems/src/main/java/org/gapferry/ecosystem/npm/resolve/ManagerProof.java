package org.gapferry.ecosystem.npm.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Checksum;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.npm.closure.NpmClosed;
import org.gapferry.ecosystem.npm.closure.PackageDocuments;
import org.gapferry.ecosystem.npm.model.NpmProblem;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.npm.project.ManagerVersion;
import org.gapferry.ecosystem.npm.project.NpmRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Unresolved;
import org.gapferry.ecosystem.resolve.ResolveContext;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.transport.BlobCache;
import org.gapferry.version.Semver;
import org.gapferry.version.SemverRange;

/** What clients check of a package manager before they run it: the hash that a project has, and the signature. */
final class ManagerProof {
    /** What of the archive corepack hashes: of Yarn 2 and later its script, of all others the archive. */
    private static final String SCRIPT_OF_YARN = "bin/yarn.js";

    private static final Map<String, String> ALGORITHMS =
            Map.of("sha1", "SHA-1", "sha224", "SHA-224", "sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");

    /** Gives the archive of a version. */
    @FunctionalInterface
    interface Archives {
        SourceFile of(Packument packument, String version);
    }

    private final ResolveContext context;
    private final Function<Requirement, PackageDocuments> documents;
    private final Archives archives;

    ManagerProof(ResolveContext context, Function<Requirement, PackageDocuments> documents, Archives archives) {
        this.context = context;
        this.documents = documents;
        this.archives = archives;
    }

    /** The managers that are not what their projects say. */
    List<Unresolved> differing(List<Requirement> requirements) {
        List<Unresolved> differing = new ArrayList<>();
        for (Requirement requirement : requirements) {
            if (requirement instanceof NpmRequirement.OfManagerVersion of
                    && of.manager().refusal().isEmpty()) {
                of.manager()
                        .hash()
                        .flatMap(hash -> problem(of, hash))
                        .ifPresent(problem -> differing.add(new Unresolved(of, problem)));
            }
        }
        return differing;
    }

    private Optional<Problem> problem(NpmRequirement.OfManagerVersion requirement, ManagerVersion.Hash hash) {
        ManagerVersion manager = requirement.manager();
        String algorithm = ALGORITHMS.get(hash.algorithm());
        if (algorithm == null) {
            return Optional.of(manager.differs("no digest `" + hash.algorithm() + "`"));
        }
        String name = manager.packages().keySet().iterator().next();
        PackageDocuments.Answer answer = documents.apply(requirement).find(name);
        if (!(answer instanceof PackageDocuments.Known there)) {
            return Optional.empty();
        }
        return Optional.of(there.packument())
                .filter(known -> known.candidates().containsKey(manager.spec()))
                .flatMap(known -> found(known, manager.spec(), hash.algorithm(), algorithm))
                .filter(found ->
                        !found.equals(hash.algorithm() + " " + hash.hex().toLowerCase(Locale.ROOT)))
                .map(manager::differs);
    }

    /**
     * What the archive has in the place of a hash: its digest, or why it has none. Empty if the archive cannot be
     * downloaded, for which it is held back in any case.
     */
    private Optional<String> found(Packument packument, String version, String word, String algorithm) {
        SourceFile archive = archives.of(packument, version);
        boolean whole = !packument.name().equals(ManagerVersion.YARN_BERRY);
        Optional<String> declared = archive.declared().stream()
                .filter(checksum -> checksum.algorithm().word().equals(word))
                .map(Checksum::value)
                .findFirst();
        if (whole && declared.isPresent()) {
            return declared.map(value -> word + " " + value);
        }
        return downloaded(archive).map(blob -> {
            try (InputStream in = context.blobs().open(blob)) {
                MessageDigest digest = MessageDigest.getInstance(algorithm);
                return whole
                        ? word + " " + ofAll(in, digest)
                        : ofScript(in, digest).map(hex -> word + " " + hex).orElse("no " + SCRIPT_OF_YARN);
            } catch (IOException e) {
                return "an archive that is unreadable: " + FileReason.of(e);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Optional<Blob> downloaded(SourceFile archive) {
        try {
            return context.blobs()
                    .download(archive.request(), archive.declared(), count -> {})
                    .map(BlobCache.Downloaded::blob);
        } catch (ProblemException e) {
            Resolver.isolated(e);
            return Optional.empty();
        }
    }

    private static String ofAll(InputStream in, MessageDigest digest) throws IOException {
        in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Optional<String> ofScript(InputStream in, MessageDigest digest) throws IOException {
        List<String> found = new ArrayList<>();
        PackageArchive.walk(in, new PackageArchive.Visitor() {
            @Override
            public boolean wants(String path) {
                return path.equals(SCRIPT_OF_YARN);
            }

            @Override
            public void take(String path, byte[] content) {
                found.add(HexFormat.of().formatHex(digest.digest(content)));
            }
        });
        return found.stream().findFirst();
    }

    /** A note for each manager whose document has no signature, as that of an upstream that strips them. */
    static List<Problem> unsigned(List<Requirement> requirements, NpmClosed closed) {
        Set<Problem> notes = new LinkedHashSet<>();
        for (Requirement requirement : requirements) {
            if (requirement instanceof NpmRequirement.OfManagerVersion of
                    && of.manager().refusal().isEmpty()
                    && !of.manager().name().equals("bun")) {
                of.manager().packages().forEach((name, spec) -> closed.members().stream()
                        .filter(member -> member.packument().name().equals(name) && fits(spec, member.version()))
                        .filter(member -> member.manifest()
                                .path("dist")
                                .path("signatures")
                                .isEmpty())
                        .forEach(member -> notes.add(NpmProblem.MANAGER_UNSIGNED.at(
                                name + "@" + member.version(),
                                "the registry gives no signature of it: corepack and pnpm 10 refuse it, unless they have the"
                                        + " variables of `gapferry client-config npm --unsigned-managers`",
                                "inside, set what is printed by: gapferry client-config npm --unsigned-managers"))));
            }
        }
        return List.copyOf(notes);
    }

    private static boolean fits(String spec, String version) {
        return Semver.parse(spec, true).isPresent()
                ? spec.equals(version)
                : SemverRange.parse(spec, SemverRange.Mode.LOOSE)
                        .filter(range -> range.isSatisfiedBy(version))
                        .isPresent();
    }
}
