package org.gapferry.ecosystem.npm.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.npm.closure.PackageDocuments;
import org.gapferry.ecosystem.npm.model.PackageExtensions;
import org.gapferry.ecosystem.npm.model.Packument;
import org.gapferry.ecosystem.resolve.ResolveContext;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.TransportProblem;
import org.jspecify.annotations.Nullable;

/**
 * What pnpm and yarn 4 add to packages, from the newest release of the list that both of them have a copy of. It is
 * asked for once. Where the upstream has no list, or one that cannot be read, nothing is added, and a note says so.
 */
final class PublishedExtensions {
    private static final int MAX_SCRIPT = 1 << 20;

    /** @param notes why it is not complete */
    record Known(PackageExtensions extensions, List<Problem> notes) {}

    private final ResolveContext context;
    private final NpmUpstream upstream;
    private final Function<String, SourceFile> archive;
    private @Nullable Known known;

    /** @param archive of a version of the package, as the resolver would download it */
    PublishedExtensions(ResolveContext context, NpmUpstream upstream, Function<String, SourceFile> archive) {
        this.context = context;
        this.upstream = upstream;
        this.archive = archive;
    }

    Known get() {
        Known answer = known;
        if (answer == null) {
            answer = load();
            known = answer;
        }
        return answer;
    }

    private Known load() {
        PackageDocuments.Answer answer = upstream.find(PackageExtensions.PACKAGE);
        if (answer instanceof PackageDocuments.Failed failed) {
            return nothing(failed.problem().sentence());
        } else if (!(answer instanceof PackageDocuments.Known there)) {
            return nothing("it is not known to " + upstream.origin(PackageExtensions.PACKAGE));
        } else {
            try {
                return read(there.packument());
            } catch (ProblemException e) {
                boolean notAllowed = e.first().code() == TransportProblem.HOST_NOT_ALLOWED;
                return nothing((notAllowed ? e.first() : Resolver.isolated(e)).sentence());
            } catch (IOException e) {
                return nothing("cannot read its archive: " + e.getMessage());
            }
        }
    }

    private Known read(Packument packument) throws IOException {
        String latest = packument.tags().getOrDefault("latest", "");
        if (!packument.candidates().containsKey(latest)) {
            return nothing("the registry has no latest version of it");
        }
        SourceFile file = archive.apply(latest);
        Optional<BlobCache.Downloaded> downloaded = context.blobs()
                .download(file.request().url(), file.declared(), PackageExtensions.PACKAGE + "@" + latest, count -> {});
        if (downloaded.isEmpty()) {
            return nothing("the archive of its version " + latest + " is not there");
        }
        Map<String, String> scripts = new TreeMap<>();
        try (InputStream in = context.blobs().open(downloaded.get().blob())) {
            PackageArchive.walk(in, new PackageArchive.Visitor() {
                @Override
                public boolean wants(String path) {
                    return path.endsWith(".js") || path.endsWith(".cjs") || path.endsWith(".mjs");
                }

                @Override
                public void take(String path, byte[] content) {
                    if (content.length <= MAX_SCRIPT) {
                        scripts.put(path, new String(content, StandardCharsets.UTF_8));
                    }
                }

                @Override
                public void tooLarge(String path) {
                    // no list is as large as that
                }
            });
        }
        for (String script : scripts.values()) {
            Optional<PackageExtensions> list = PackageExtensions.read(script);
            if (list.isPresent()) {
                List<Problem> notes = new ArrayList<>();
                int skipped = list.get().skipped();
                if (skipped > 0) {
                    notes.add(note(skipped + (skipped == 1 ? " entry" : " entries") + " of version " + latest
                            + " cannot be read"));
                }
                return new Known(list.get(), notes);
            }
        }
        return nothing("its version " + latest + " has no list that can be read");
    }

    private static Known nothing(String why) {
        return new Known(new PackageExtensions(Map.of(), 0), List.of(note(why)));
    }

    private static Problem note(String why) {
        return EcosystemProblem.CLIENT_ADDITIONS_UNKNOWN.at(
                PackageExtensions.PACKAGE,
                "pnpm and yarn 4 add dependencies to some packages, and what they add is not fully known: " + why);
    }
}
