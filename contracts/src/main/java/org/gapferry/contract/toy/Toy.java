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
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;
import org.gapferry.bundle.change.DocumentChanges;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactMetadata;
import org.gapferry.bundle.inventory.Pointer;
import org.gapferry.document.Node;
import org.gapferry.document.Problems;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.EcosystemId;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.client.ClientCache;
import org.gapferry.ecosystem.client.ClientRuns;
import org.gapferry.ecosystem.client.ClientSetup;
import org.gapferry.ecosystem.request.CompanionReader;
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
import org.gapferry.ecosystem.resolve.ResolvedDocument;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.SourceFile;
import org.gapferry.ecosystem.resolve.Upstreams;
import org.gapferry.ecosystem.serve.Catalog;
import org.gapferry.ecosystem.serve.InstallCheck;
import org.gapferry.ecosystem.serve.InstallClosure;
import org.gapferry.ecosystem.serve.MirrorRequest;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.manifest.Target;
import org.gapferry.version.SemverVersions;

/**
 * Toys: everything that an ecosystem can have, as small as it gets.
 *
 * <p>Upstream, {@code NAME.toy} is a text: its first line the version, each further line the name of a toy that it
 * needs. The same file is the artifact. A line {@code npm:SPEC} in it makes the toy imply a package of npm; a line
 * {@code for:OS FILE} names a further file, which is carried where a target has this system. What clients must know
 * before they fetch a toy is its document {@code about}: the lines of what it needs.
 *
 * <p>The upstream may have a file {@code shelf}, a log of which nothing is ever taken away: its first line a rank, then
 * as many rows. It is a monotonic pointer, and each row an append-only one.
 */
public final class Toy {
    public static final Ecosystem ECOSYSTEM = new Ecosystem(
            EcosystemId.of("toy"),
            List.of(),
            new Ecosystem.Online(
                    new ToyRequirementReader(),
                    CompanionReader.NONE,
                    Upstreams.NONE,
                    ToyResolver::new,
                    new ToyInspector()),
            new Ecosystem.Offline(
                    Toy::answer, Toy::check, InstallClosure.NONE, SemverVersions.unknownToOsv(), DocumentChanges.NONE),
            new Ecosystem.Clients(new ToyClient(), ClientCache.NONE, ClientRuns.NONE));

    private static final Coordinates SHELF = new Coordinates("toy", "", "shelf", "");
    private static final String ABOUT = "about";
    private static final String NEWEST = "newest";
    private static final String ROW = "row/";
    private static final int MAX = 65_536;

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
            List<ResolvedDocument> documents = new ArrayList<>();
            artifacts.keySet().forEach(toy -> about(toy).ifPresent(documents::add));
            documents.addAll(shelf());
            return new Closure(
                    List.copyOf(artifacts.values()), documents, List.of(), unresolved, List.of(), List.of(), List.of());
        }

        @Override
        public List<ResolvedDocument> documents(List<ResolvedArtifact> versions) {
            List<ResolvedDocument> documents = new ArrayList<>();
            versions.stream().map(ResolvedArtifact::coordinates).sorted().forEach(toy -> about(toy)
                    .ifPresent(documents::add));
            documents.addAll(shelf());
            return documents;
        }

        private URI url(String file) {
            return context.upstreams().get(0).url().resolve(file);
        }

        private Optional<List<String>> file(String name) {
            return context.documents().get(url(name), "text/plain", name, MAX).map(ToyResolver::lines);
        }

        private static byte[] text(List<String> lines) {
            return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        }

        private Optional<ResolvedDocument> about(Coordinates toy) {
            return file(toy.name() + ".toy")
                    .filter(lines -> lines.get(0).equals(toy.version()))
                    .map(lines -> ResolvedDocument.document(toy, ABOUT, () -> text(lines.subList(1, lines.size()))));
        }

        private List<ResolvedDocument> shelf() {
            List<ResolvedDocument> documents = new ArrayList<>();
            file("shelf").ifPresent(lines -> {
                int rank = Integer.parseInt(lines.get(0));
                documents.add(new ResolvedDocument(
                        SHELF, NEWEST, Pointer.Kind.MONOTONIC, rank, new ResolvedDocument.Rendered(() -> text(lines))));
                for (int row = 1; row <= rank; row++) {
                    List<String> one = lines.subList(row, row + 1);
                    documents.add(new ResolvedDocument(
                            SHELF,
                            ROW + row,
                            Pointer.Kind.APPEND_ONLY,
                            0,
                            new ResolvedDocument.Rendered(() -> text(one))));
                }
            });
            return documents;
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
            List<String> lines = file(name + ".toy")
                    .orElseThrow(() -> EcosystemProblem.PACKAGE_UNKNOWN.thrown(
                            requirement.origin(), "there is no toy `" + name + "`"));
            List<SourceFile> files = new ArrayList<>();
            files.add(new SourceFile(name + ".toy", url(name + ".toy"), List.of()));
            for (Target target : context.targets()) {
                for (String further : filesFor(target, lines)) {
                    if (files.stream().noneMatch(known -> known.name().equals(further))) {
                        files.add(new SourceFile(further, url(further), List.of()));
                    }
                }
            }
            names.addAll(needs(lines.subList(1, lines.size())));
            return new ResolvedArtifact(
                    new Coordinates("toy", "", name, lines.get(0)),
                    new ArtifactMetadata("", requirement.origin() + " " + requirement.text(), "", List.of()),
                    files,
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

    private static List<String> needs(List<String> lines) {
        return lines.stream().filter(line -> !line.contains(":")).toList();
    }

    private static List<String> filesFor(Target target, List<String> lines) {
        String beginning = "for:" + target.os() + " ";
        return lines.stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .toList();
    }

    /** Fetches each toy and what it needs, by nothing but what the mirror would answer. */
    private static InstallCheck.Result check(InstallCheck.Install install, Tasks tasks) {
        InstallCheck.Mirror mirror = install.mirror();
        List<Problem> problems = new ArrayList<>();
        for (Requirement requirement : install.requirements()) {
            Deque<String> names = new ArrayDeque<>(List.of(requirement.text()));
            Set<String> seen = new HashSet<>();
            while (!names.isEmpty()) {
                String name = names.remove();
                if (seen.add(name)) {
                    List<String> versions = served(name, mirror, requirement, problems);
                    if (!versions.isEmpty()) {
                        String toy = name + "/" + versions.get(versions.size() - 1);
                        List<String> about = served(toy + "/" + ABOUT, mirror, requirement, problems);
                        served(toy, mirror, requirement, problems);
                        filesFor(install.target(), about)
                                .forEach(file -> served(toy + "/" + file, mirror, requirement, problems));
                        names.addAll(needs(about));
                    }
                }
            }
        }
        return new InstallCheck.Result(problems, List.of());
    }

    /** The lines of a document; none of content, and a problem where nothing is served. */
    private static List<String> served(
            String path, InstallCheck.Mirror mirror, Requirement requirement, List<Problem> problems) {
        MirrorResponse answer = mirror.get(path, "*/*");
        if (answer.status() != 200) {
            problems.add(EcosystemProblem.NOT_SERVED.at(
                    requirement.origin(), requirement.text() + ": the mirror would not serve " + path));
            return List.of();
        }
        return answer.body() instanceof MirrorResponse.Bytes document
                ? new String(document.bytes(), StandardCharsets.UTF_8).lines().toList()
                : List.of();
    }

    private static final class ToyInspector implements Inspector {
        @Override
        public Inspection inspect(ResolvedArtifact artifact, Opener files, CompanionReader companions)
                throws IOException {
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

    /**
     * {@code /toy/NAME} lists versions; below it {@code /VERSION} is the toy, {@code /VERSION/about} its document, and
     * {@code /VERSION/FILE} a further file. {@code /toy/-/newest} and {@code /toy/-/row/N} are the shelf.
     */
    private static MirrorResponse answer(MirrorRequest request, Catalog catalog) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return MirrorResponse.error(405, "this mirror is read-only");
        }
        String[] path = request.rawPath().split("/", -1);
        Optional<MirrorResponse> answer = Optional.empty();
        if (path[0].equals("-")) {
            answer = document(SHELF, request.rawPath().substring(path.length > 1 ? 2 : 1), catalog);
        } else if (path[0].matches("[a-z]+")) {
            Coordinates toy = new Coordinates("toy", "", path[0], "");
            if (path.length == 1) {
                answer = versions(toy, catalog);
            } else if (path.length <= 3 && path[1].matches("[0-9]+(\\.[0-9]+)*")) {
                String file = path.length == 2 ? path[0] + ".toy" : path[2];
                answer = file.equals(ABOUT)
                        ? document(toy.at(path[1]), ABOUT, catalog)
                        : catalog.artifact(toy.at(path[1])).flatMap(artifact -> content(artifact, file));
            }
        }
        return answer.orElseGet(() -> MirrorResponse.error(404, "no such toy"));
    }

    private static Optional<MirrorResponse> versions(Coordinates toy, Catalog catalog) {
        String versions = catalog.artifacts(toy).stream()
                .map(artifact -> artifact.coordinates().version())
                .sorted()
                .collect(Collectors.joining("\n"));
        return versions.isEmpty()
                ? Optional.empty()
                : Optional.of(MirrorResponse.document(
                        "text/plain", (versions + "\n").getBytes(StandardCharsets.UTF_8), false));
    }

    private static Optional<MirrorResponse> content(Artifact artifact, String file) {
        return artifact.files().stream()
                .filter(held -> held.name().equals(file))
                .findFirst()
                .map(held -> MirrorResponse.content("text/plain", held.blob()));
    }

    private static Optional<MirrorResponse> document(Coordinates owner, String name, Catalog catalog) {
        return catalog.pointer(owner, name)
                .flatMap(Pointer::document)
                .map(blob -> MirrorResponse.document("text/plain", catalog.document(blob), false));
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
