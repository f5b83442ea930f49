package org.gapferry.export;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;
import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.Tasks;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.inventory.PointerMerge;
import org.gapferry.bundle.read.StateNumber;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.write.SealedBundle;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.client.ClientEnvironment;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Requirements;
import org.gapferry.ecosystem.request.Unavailable;
import org.gapferry.ecosystem.resolve.Closure;
import org.gapferry.ecosystem.resolve.ResolveContext;
import org.gapferry.ecosystem.resolve.ResolvedArtifact;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.Routes;
import org.gapferry.ecosystem.resolve.Upstream;
import org.gapferry.export.FeedHistory.Shipped;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.manifest.SyncManifest;
import org.gapferry.manifest.Target;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.ClientSettings;
import org.gapferry.transport.DocumentCache;
import org.gapferry.transport.EgressPolicy;
import org.gapferry.transport.Http;
import org.gapferry.transport.Network;
import org.gapferry.transport.RetryPolicy;

/** One export: resolve and fetch until nothing new appears, pack, seal. */
public final class Exporter {
    static final String DAMAGED_CACHE =
            "the cache was damaged, and the damaged files were removed; run the same command again";

    private static final int THREADS = 16;
    private static final int PER_HOST = 12;

    private final ExportRequest request;
    private final ExportListener listener;
    private final RetryPolicy retries;
    private final ClientEnvironment environment;
    private final ClientCheck clients;
    private final Disk disk;

    public Exporter(
            ExportRequest request, ExportListener listener, RetryPolicy retries, ClientEnvironment environment) {
        this(request, listener, retries, environment, ClientCheck.NONE, new LocalDisk());
    }

    /** @param clients installs what is about to be sealed */
    public Exporter(
            ExportRequest request,
            ExportListener listener,
            RetryPolicy retries,
            ClientEnvironment environment,
            ClientCheck clients,
            Disk disk) {
        this.clients = clients;
        this.disk = disk;
        this.request = request;
        this.listener = listener;
        this.retries = retries;
        this.environment = environment;
    }

    /**
     * Exports.
     *
     * @throws ProblemException with the class of what went wrong; then nothing was sealed, and what was downloaded is
     *     kept
     */
    public ExportReport export() throws IOException {
        Map<String, Routes> upstreams =
                UpstreamSelection.of(request.manifest(), request.requirements(), request.ecosystems(), environment);
        List<URI> urls = upstreams.values().stream()
                .flatMap(routes -> routes.all().stream())
                .map(Upstream::url)
                .toList();
        SyncManifest manifest = request.manifest();
        try (Tasks tasks = new Tasks(THREADS);
                FeedHistory state = FeedHistory.open(
                        disk,
                        request.state(),
                        manifest.feed(),
                        request.out(),
                        request.after().isPresent());
                Http http = new Http(
                        new EgressPolicy(urls, hosts()),
                        retries,
                        network(upstreams),
                        PER_HOST,
                        request.tool(),
                        request.options().offline())) {
            TrustChain trust = trust(state);
            if (request.after().isPresent()) {
                takeOver(state, request.after().get(), trust);
            }
            return export(state, http, upstreams, tasks, trust);
        }
    }

    private Function<ClientSettings, Network> network(Map<String, Routes> upstreams) {
        return NetworkSettings.of(request.network(), request.ecosystems(), upstreams, hosts(), environment);
    }

    /** What the manifest names beside upstreams: under {@code hosts}, and in its requirements. */
    private List<String> hosts() {
        List<String> hosts = new ArrayList<>(request.manifest().hosts());
        request.requirements().all().forEach(requirement -> hosts.addAll(requirement.hosts()));
        return hosts;
    }

    /** Every version of the trust file, from the command line, from the state, and from a bundle that is continued. */
    private TrustChain trust(FeedHistory state) throws IOException {
        TrustVersions known = new TrustVersions();
        for (TrustFile version : request.trust()) {
            known.add(version);
        }
        for (TrustFile version : state.trust()) {
            known.add(version);
        }
        if (request.after().isPresent()) {
            for (TrustFile version : SealedState.trust(request.after().get())) {
                known.add(version);
            }
        }
        TrustChain trust = known.chain();
        for (SigningKey key : request.keys()) {
            if (!trust.newest().keys(Role.EXPORTER).keys().contains(key.verificationKey())) {
                throw ExportProblem.KEY_NOT_EXPORTER.thrown(
                        "--key",
                        "the key " + key.verificationKey().id().substring(0, 16) + " is not an exporter in version "
                                + trust.newest().version() + " of the trust file, so receivers would refuse the bundle",
                        "use the key whose .pub was given to: gapferry trust init --exporter");
            }
        }
        return trust;
    }

    /** Continues a feed whose state is not on this machine. */
    private void takeOver(FeedHistory state, Path bundle, TrustChain trust) throws IOException {
        SealedState base = SealedState.read(bundle, request.manifest().feed(), List.of(trust.newest()));
        Shipped shipped = new Shipped(
                base.statement().number(),
                base.statement().state(),
                base.statement().previousState(),
                base.statement().trust().size());
        if (state.last().isPresent() && !state.last().get().equals(shipped)) {
            throw ExportProblem.STATE_EXISTS.thrown(
                    request.state().toString(),
                    "the state is at " + state.last().get().number() + ", but --after is " + shipped.number(),
                    "omit --after, or use another folder with --state");
        }
        if (state.last().isEmpty()) {
            state.commit(shipped, base.inventory(), trust);
        }
    }

    private ExportReport export(
            FeedHistory state, Http http, Map<String, Routes> upstreams, Tasks tasks, TrustChain trust)
            throws IOException {
        DocumentCache documents = new DocumentCache(state.cache().resolve("documents"), http);
        BlobCache blobs = new BlobCache(state.cache(), http);
        blobs.tidy();
        SyncManifest manifest = request.manifest();
        LastState last = state.lastState();
        Contradictions contradictions = new Contradictions(manifest.accepted());
        Fetch fetch = new Fetch(blobs, tasks, listener);
        Map<String, Resolver.Resolution> resolutions = resolutions(upstreams, documents, blobs, tasks);
        Inspect inspect = new Inspect(
                fetch,
                new InspectedArtifacts(
                        state.cache().resolve("inspected"), request.tool(), new DeclaredProblems(request.ecosystems())),
                request.ecosystems().companions(),
                tasks,
                request.options().dryRun());
        Resolve resolve = new Resolve(request.ecosystems(), resolutions, upstreams.keySet(), inspect);
        Digest asked = RequestFingerprint.of(manifest, request.requirements(), request.ecosystems());
        if (request.options().dryRun()) {
            listener.phase("resolve", -1);
            Closed closed = request.options().locked()
                    ? locked(asked, resolutions, blobs)
                    : resolve.resolve(request.requirements());
            requireAllIfStrict(closed);
            Gather.requireAnything(closed);
            return report(
                    state,
                    http,
                    trust,
                    Optional.empty(),
                    closed,
                    List.of(),
                    notes(closed),
                    Optional.of(DryRun.of(
                            closed.artifacts(),
                            last.artifacts(coordinates(closed)).keySet()::contains,
                            blobs,
                            http,
                            tasks)));
        }
        Gather gather =
                new Gather(fetch, new Documents(blobs, tasks), listener, fetched -> contradictions.of(fetched, last));
        Gather.Gathered gathered = request.options().locked()
                ? gather.locked(locked(asked, resolutions, blobs))
                : gather.resolved(resolve, request.requirements());
        Closed closed = gathered.closed();
        requireAllIfStrict(closed);
        List<String> notes = notes(closed);
        try (NextState joined = NextState.join(
                        state.scratch(), last, gathered.artifacts().values(), gathered.pointers(), contradictions);
                Retention.Remainder remainder =
                        retained(state, joined, gathered.artifacts().keySet(), blobs, tasks)) {
            NextState next = remainder.of(joined);
            notes.addAll(remainder.notes());
            List<Problem> told = new ArrayList<>(check(closed, next, blobs, tasks));
            for (PointerMerge.Refused refused : joined.refused()) {
                told.add(ExportProblem.POINTER_KEPT.at(
                        refused.former().id(), refused.reason() + "; the earlier exported version is kept"));
            }
            told.stream().filter(problem -> !isFinding(problem)).forEach(problem -> notes.add(problem.sentence()));
            if (!closed.artifacts().isEmpty() && !request.options().locked()) {
                writeLock(asked, gathered).ifPresent(notes::add);
            }
            Optional<SealedBundle> sealed =
                    new Seal(request, listener, disk, state, blobs, trust).seal(next, last, notes);
            return report(state, http, trust, sealed, closed, told, notes, Optional.empty());
        }
    }

    private static List<Coordinates> coordinates(Closed closed) {
        return closed.artifacts().stream().map(ResolvedArtifact::coordinates).toList();
    }

    private Closed locked(Digest asked, Map<String, Resolver.Resolution> resolutions, BlobCache blobs) {
        LockFile lock = LockFile.read(request.lock(), request.ecosystems());
        lock.requireFor(asked, request.lock());
        return new Locked(lock, request.ecosystems(), resolutions, blobs).closed(request.requirements());
    }

    private void requireAllIfStrict(Closed closed) {
        if (request.options().strict() && !closed.heldBack().isEmpty()) {
            throw new ProblemException(closed.heldBack().stream()
                    .flatMap(held -> held.problems().stream())
                    .distinct()
                    .toList());
        }
    }

    private static List<String> notes(Closed closed) {
        List<String> notes = new ArrayList<>();
        said(closed)
                .filter(note -> !isFinding(note))
                .forEach(note ->
                        notes.add(note.sentence() + (note.code().exitClass() == ExitClass.DONE ? "" : " (left out)")));
        return notes;
    }

    private static Stream<Problem> said(Closed closed) {
        return Stream.concat(closed.leftOut().stream().map(LeftOut::why), closed.notes().stream());
    }

    private Map<String, Resolver.Resolution> resolutions(
            Map<String, Routes> upstreams, DocumentCache documents, BlobCache blobs, Tasks tasks) {
        Map<String, Resolver.Resolution> resolutions = new HashMap<>();
        for (Ecosystem ecosystem : request.ecosystems().all()) {
            Routes found = upstreams.get(ecosystem.section());
            resolutions.put(
                    ecosystem.section(),
                    found == null
                            ? new WithoutUpstream(ecosystem.section())
                            : ecosystem
                                    .online()
                                    .resolver()
                                    .begin(new ResolveContext(
                                            request.manifest().targets(),
                                            found,
                                            environment,
                                            request.ecosystems().companions(),
                                            documents,
                                            blobs,
                                            tasks,
                                            listener::item)));
        }
        return resolutions;
    }

    /** An ecosystem that is only derived may have no upstream, until something of it is needed. */
    private final class WithoutUpstream implements Resolver.Resolution {
        private final String ecosystem;

        WithoutUpstream(String ecosystem) {
            this.ecosystem = ecosystem;
        }

        @Override
        public Closure resolve(List<Requirement> requirements, Unavailable unavailable) {
            throw UpstreamSelection.none(ecosystem, request.manifest());
        }
    }

    /** Applies the manifest's {@code keep}. */
    private Retention.Remainder retained(
            FeedHistory state, NextState joined, Set<Coordinates> closure, BlobCache blobs, Tasks tasks)
            throws IOException {
        LocalDate today = LocalDate.ofInstant(request.clock().instant(), ZoneOffset.UTC);
        SyncManifest manifest = request.manifest();
        return new Retention(manifest.keep(), request.ecosystems(), manifest.targets(), tasks, blobs)
                .of(joined, closure, today, state);
    }

    private List<Problem> check(Closed closed, NextState next, BlobCache blobs, Tasks tasks) throws IOException {
        listener.phase("check", -1);
        List<Target> targets = request.manifest().targets();
        try (StateCatalog catalog = next.catalog(blobs)) {
            List<Problem> told = new ArrayList<>(check(closed, targets, catalog, tasks));
            if (clients != ClientCheck.NONE) {
                listener.phase("check with clients", -1);
            }
            told.addAll(clients.check(own(closed), targets, catalog, blobs::open));
            return told;
        }
    }

    private List<Problem> check(Closed closed, List<Target> targets, StateCatalog catalog, Tasks tasks) {
        try {
            return new Check(request.ecosystems(), targets, tasks).check(closed, catalog);
        } catch (ProblemException e) {
            if (!request.options().locked()) {
                throw e;
            }
            throw ManifestProblem.LOCK_OUTDATED
                    .thrown(
                            request.lock().toString(),
                            "the lock file lacks something that the manifest requires: "
                                    + e.first().sentence(),
                            "export without --locked to update it")
                    .causedBy(e);
        }
    }

    /** The user's requirements that are closed. */
    private Requirements own(Closed closed) {
        return request.requirements()
                .filter((section, requirement) ->
                        closed.requirements().of(section).contains(requirement));
    }

    private ExportReport report(
            FeedHistory state,
            Http http,
            TrustChain trust,
            Optional<SealedBundle> sealed,
            Closed closed,
            List<Problem> told,
            List<String> notes,
            Optional<DryRun> dryRun) {
        StateNumber first =
                new StateNumber(request.manifest().feed(), trust.newest().epoch(), 1);
        return new ExportReport(
                state.last().map(Shipped::number).orElse(first),
                state.last().isEmpty(),
                sealed,
                closed.heldBack(),
                Stream.concat(
                                closed.findings().stream(),
                                Stream.concat(said(closed), told.stream()).filter(Exporter::isFinding))
                        .distinct()
                        .toList(),
                notes,
                http.refusedHosts(),
                http.requests(),
                request.lock(),
                dryRun);
    }

    /** True for what a person must act upon, though the rest is carried. */
    private static boolean isFinding(Problem note) {
        return note.code().exitClass() == ExitClass.FINDINGS || note.code() == EcosystemProblem.NOT_CARRIED;
    }

    /** Why the lock file could not be written; the bundle is none the worse for it. */
    private Optional<String> writeLock(Digest asked, Gather.Gathered gathered) {
        try {
            LockFile.of(asked, gathered.closed(), gathered.artifacts(), gathered.documents())
                    .write(request.lock(), request.manifest().feed(), request.ecosystems());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(request.lock() + ": cannot write the lock file: " + FileReason.of(e));
        }
    }
}
