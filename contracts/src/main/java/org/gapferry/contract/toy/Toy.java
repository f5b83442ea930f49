package org.gapferry.contract.toy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.change.DocumentChanges;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.EcosystemId;
import org.gapferry.version.SemverVersions;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.client.ClientCache;
import org.gapferry.ecosystem.client.ClientRuns;
import org.gapferry.ecosystem.client.ClientSetup;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.RequirementReader;
import org.gapferry.ecosystem.request.SectionReader;
import org.gapferry.ecosystem.request.Unavailable;
import org.gapferry.ecosystem.request.Unresolved;
import org.gapferry.ecosystem.resolve.Closure;
import org.gapferry.ecosystem.resolve.Inspector;
import org.gapferry.ecosystem.resolve.ResolveContext;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.ecosystem.resolve.Upstreams;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.InstallCheck;
import org.gapferry.ecosystem.serve.InstallClosure;
import org.gapferry.ecosystem.serve.MirrorRequest;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.document.Node;
import org.gapferry.document.Problems;

/**
 * Toys. Upstream, {@code NAME.toy} is a text: its first line the version, each further line the name of a toy that it needs. The same file is
 * the artifact. A line {@code npm:SPEC} in it makes the toy imply a package of npm.
 */
public final class Toy {
    public static final Ecosystem ECOSYSTEM = new Ecosystem(
            EcosystemId.of("toy"),
            new Ecosystem.Online(new ToyRequirementReader(), Upstreams.NONE, ToyResolver::new, new ToyInspector()),
            new Ecosystem.Offline(Toy::answer, InstallCheck.NONE, InstallClosure.NONE, SemverVersions.unknownToOsv(), DocumentChanges.NONE),
            new Ecosystem.Clients(new ToyClient(), ClientCache.NONE, ClientRuns.NONE));

    private Toy() {}

    private record ToyRequirement(String text, String origin) implements Requirement {
        @Override
        public List<String> fields() {
            return List.of(text);
        }
    }

    private static final class ToyRequirementReader implements RequirementReader {
        @Override
        public List<Requirement> read(Node section, Path folder, Problems problems) {
            return SectionReader.of("toy", "write: - NAME")
                    .withText(item -> new ToyRequirement(item.text(), item.origin()))
                    .read(section, folder, problems);
        }

        @Override
        public Requirement derived(String text, String origin) {
            return new ToyRequirement(text, origin);
        }
    }

    private static final class ToyResolver implements Resolver.Resolution {
        private final ResolveContext context;

        ToyResolver(ResolveContext context) {
            this.context = context;
        }

        @Override
        public Closure resolve(List<Requirement> requirements, Unavailable unavailable) {
            Map<Coordinates, ResolvedArtifact> artifacts = new LinkedHashMap<>();
            List<Unresolved> unresolved = new ArrayList<>();
            for (Requirement requirement : requirements) {
                try {
                    for (ResolvedArtifact toy : toys(requirement, unavailable)) {
                        artifacts.putIfAbsent(toy.coordinates(), toy);
                    }
                } catch (ProblemException e) {
                    unresolved.add(new Unresolved(
                            requirement,
                            e.first().code() instanceof EcosystemProblem ? e.first() : Resolver.isolated(e)));
                }
            }
            return new Closure(List.copyOf(artifacts.values()), unresolved);
        }

        /** A toy with all that it needs. */
        private List<ResolvedArtifact> toys(Requirement requirement, Unavailable unavailable) {
            List<ResolvedArtifact> toys = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            Deque<String> names = new ArrayDeque<>(List.of(requirement.text()));
            while (!names.isEmpty()) {
                String name = names.remove();
                if (seen.add(name)) {
                    ResolvedArtifact toy = follow(name, requirement, names);
                    unavailable.problem(toy.coordinates()).ifPresent(problem -> {
                        throw new ProblemException(problem);
                    });
                    toys.add(toy);
                }
            }
            return toys;
        }

        private ResolvedArtifact follow(String name, Requirement requirement, Deque<String> names) {
            URI url = context.upstreams().get(0).url().resolve(name + ".toy");
            Optional<Path> file = context.documents().get(url, "text/plain", name, 65_536);
            if (file.isEmpty()) {
                throw EcosystemProblem.PACKAGE_UNKNOWN.thrown(
                        requirement.origin(), "there is no toy `" + name + "`");
            }
            List<String> lines = lines(file.get());
            lines.stream().skip(1).filter(line -> !line.startsWith("npm:")).forEach(names::add);
            return new ResolvedArtifact(
                    new Coordinates("toy", "", name, lines.get(0)),
                    new ArtifactMetadata("", requirement.origin() + " " + requirement.text(), "", List.of()),
                    List.of(new SourceFile(name + ".toy", url, List.of())),
                    true);
        }

        private static List<String> lines(Path file) {
            try {
                return Files.readString(file).lines().toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class ToyInspector implements Inspector {
        @Override
        public Inspection inspect(ResolvedArtifact artifact, Opener files) throws IOException {
            List<DerivedRequirement> requirements = new ArrayList<>();
            for (SourceFile file : artifact.files()) {
                try (InputStream in = files.open(file)) {
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> line.startsWith("npm:"))
                            .forEach(line ->
                                    requirements.add(new DerivedRequirement("npm", line.substring(4), "says so")));
                }
            }
            return new Inspection(requirements, List.of(), List.of());
        }
    }

    /** {@code /toy/NAME} lists versions, {@code /toy/NAME/VERSION} is the file. */
    private static MirrorResponse answer(MirrorRequest request, Catalog catalog) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return MirrorResponse.error(405, "this mirror is read-only");
        }
        String[] path = request.rawPath().split("/", -1);
        if (path[0].matches("[a-z]+")) {
            Coordinates toy = new Coordinates("toy", "", path[0], "");
            if (path.length == 1 && catalog.holds(toy)) {
                String versions = catalog.artifacts(toy).stream()
                        .map(artifact -> artifact.coordinates().version())
                        .sorted()
                        .collect(Collectors.joining("\n", "", "\n"));
                return MirrorResponse.document("text/plain", versions.getBytes(StandardCharsets.UTF_8), false);
            } else if (path.length == 2 && path[1].matches("[0-9]+(\\.[0-9]+)*")) {
                Optional<Artifact> artifact = catalog.artifact(toy.at(path[1]));
                if (artifact.isPresent()) {
                    return MirrorResponse.content(
                            "text/plain", artifact.get().files().get(0).blob());
                }
            }
        }
        return MirrorResponse.error(404, "no such toy");
    }

    private static final class ToyClient implements ClientSetup {
        @Override
        public Map<String, String> variables(URI base) {
            return Map.of("TOY_BOX", base.toString());
        }

        @Override
        public Map<String, String> files(URI base) {
            return Map.of("toy.conf", base + "\n");
        }
    }
}
