package org.gapferry.export;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.inventory.ChangeReport;
import org.gapferry.bundle.read.StateNumber;
import org.gapferry.bundle.read.Statement;
import org.gapferry.bundle.sign.Envelope;
import org.gapferry.bundle.sign.Role;
import org.gapferry.bundle.sign.SigningKey;
import org.gapferry.bundle.sign.TrustChain;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.bundle.write.BundleWriter;
import org.gapferry.bundle.write.SealedBundle;
import org.gapferry.ecosystem.ClientEnvironment;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.ResolveContext;
import org.gapferry.ecosystem.Resolver;
import org.gapferry.ecosystem.Upstream;
import org.gapferry.export.ExporterState.Shipped;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.manifest.SyncManifest;
import org.gapferry.transport.BlobCache;
import org.gapferry.transport.DocumentCache;
import org.gapferry.transport.EgressPolicy;
import org.gapferry.transport.Http;
import org.gapferry.transport.RetryPolicy;

/** One export: resolve and fetch until nothing new appears, pack, seal. */
public final class Exporter {
    static final String DAMAGED_CACHE =
            "the cache was damaged; what was damaged is removed: run the same command again";

    private static final int THREADS = 16;
    private static final int PER_HOST = 12;

    private final ExportRequest request;
    private final ExportListener listener;
    private final RetryPolicy retries;
    private final ClientEnvironment environment;
    private final Disk disk;

    public Exporter(
            ExportRequest request, ExportListener listener, RetryPolicy retries, ClientEnvironment environment) {
        this(request, listener, retries, environment, new LocalDisk());
    }

    Exporter(
            ExportRequest request,
            ExportListener listener,
            RetryPolicy retries,
            ClientEnvironment environment,
            Disk disk) {
        this.disk = disk;
        this.request = request;
        this.listener = listener;
        this.retries = retries;
        this.environment = environment;
    }

    /**
     * Exports.
     *
     * @throws ProblemException with the class of what went wrong; then nothing was sealed, and what was downloaded is kept
     */
    public ExportReport export() throws IOException {
        Map<String, List<Upstream>> upstreams = upstreams();
        List<URI> urls = upstreams.values().stream()
                .flatMap(List::stream)
                .map(Upstream::url)
                .toList();
        SyncManifest manifest = request.manifest();
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try (ExporterState state = ExporterState.open(
                        disk,
                        request.state(),
                        manifest.feed(),
                        request.out(),
                        !request.after().isEmpty());
                Http http = new Http(
                        new EgressPolicy(urls, manifest.hosts()), retries, request.tls(), PER_HOST, request.tool())) {
            TrustChain trust = trust(state);
            for (Path bundle : request.after()) {
                takeOver(state, bundle, trust);
            }
            return export(state, http, upstreams, executor, trust);
        } finally {
            executor.shutdownNow();
        }
    }

    /** Every version of the trust file, from the command line, from the state, and from a bundle that is continued. */
    private TrustChain trust(ExporterState state) throws IOException {
        TrustVersions known = new TrustVersions();
        for (TrustFile version : request.trust()) {
            known.add(version);
        }
        for (TrustFile version : state.trust()) {
            known.add(version);
        }
        for (Path bundle : request.after()) {
            for (TrustFile version : SealedState.trust(bundle)) {
                known.add(version);
            }
        }
        TrustChain trust = known.chain();
        for (SigningKey key : request.keys()) {
            if (!trust.newest().keys(Role.EXPORTER).keys().contains(key.verificationKey())) {
                throw ExportProblem.KEY_NOT_EXPORTER.thrown(
                        "--key",
                        "the key " + key.verificationKey().id().substring(0, 16) + " is no exporter in version "
                                + trust.newest().version() + " of the trust file, so no receiver would take the bundle",
                        "use the key whose .pub was given to: gapferry trust init --exporter");
            }
        }
        return trust;
    }

    /** Continues a feed whose state is not on this machine. */
    private void takeOver(ExporterState state, Path bundle, TrustChain trust) throws IOException {
        SealedState base = SealedState.read(bundle, request.manifest().feed(), List.of(trust.newest()));
        Shipped shipped = new Shipped(
                base.statement().number(),
                base.statement().state(),
                base.statement().previousState(),
                base.statement().trust().size());
        if (state.last().isPresent() && !state.last().get().equals(shipped)) {
            throw ExportProblem.STATE_EXISTS.thrown(
                    request.state().toString(),
                    "the state is at " + state.last().get().number() + ", and --after names " + shipped.number(),
                    "leave --after away, or name another folder with --state");
        }
        if (state.last().isEmpty()) {
            state.commit(shipped, base.inventory(), trust);
        }
    }

    /** The manifest's word, else what the machine's own clients are configured for. An ecosystem that is only implied may have none. */
    private Map<String, List<Upstream>> upstreams() {
        Map<String, List<Upstream>> upstreams = new LinkedHashMap<>();
        for (Ecosystem ecosystem : request.ecosystems().all()) {
            URI named = request.manifest().upstreams().get(ecosystem.id());
            List<Upstream> found = named != null
                    ? List.of(new Upstream("", named, request.manifest().file().toString()))
                    : ecosystem.upstreams().find(environment);
            if (found.stream().anyMatch(upstream -> upstream.scope().isEmpty())) {
                upstreams.put(ecosystem.id(), found);
            } else if (request.wishes().containsKey(ecosystem.id())) {
                throw noUpstream(ecosystem.id());
            }
        }
        return upstreams;
    }

    private ProblemException noUpstream(String id) {
        return ManifestProblem.NO_UPSTREAM.thrown(
                request.manifest().file().toString(),
                "no upstream is known for `" + id
                        + "`: neither the manifest nor the configuration of its clients on this machine names one",
                "add to the manifest: upstreams: {" + id + ": \"https://registry.example.test/\"}");
    }

    private ExportReport export(
            ExporterState state,
            Http http,
            Map<String, List<Upstream>> upstreams,
            ExecutorService executor,
            TrustChain trust)
            throws IOException {
        DocumentCache documents = new DocumentCache(state.cache().resolve("documents"), http);
        BlobCache blobs = new BlobCache(state.cache(), http);
        Fetch fetch = new Fetch(blobs, executor, listener);
        Map<String, Resolver.Resolution> resolutions = new HashMap<>();
        for (Ecosystem ecosystem : request.ecosystems().all()) {
            List<Upstream> found = upstreams.get(ecosystem.id());
            resolutions.put(
                    ecosystem.id(),
                    found == null
                            ? wishes -> {
                                throw noUpstream(ecosystem.id());
                            }
                            : ecosystem
                                    .resolver()
                                    .begin(new ResolveContext(
                                            request.manifest().targets(),
                                            found,
                                            documents,
                                            blobs,
                                            executor,
                                            listener::item)));
        }
        Resolve resolve = new Resolve(request.ecosystems(), resolutions, fetch);
        NextState next = new NextState(state.last().isPresent() ? List.of(state.inventory()) : List.of());
        while (true) {
            listener.phase("resolve", -1);
            Resolve.Closed closed = resolve.resolve(request.wishes());
            listener.phase("fetch", closed.artifacts().size());
            Fetch.Result fetched = fetch.fetch(closed.artifacts());
            Map<Coordinates, Problem> failures = new LinkedHashMap<>(fetched.failures());
            failures.putAll(next.contradictions(fetched.artifacts().values()));
            if (!failures.isEmpty()) {
                resolve.avoid(failures);
                continue;
            }
            next.join(fetched.artifacts().values(), closed.pointers());
            listener.phase("prove", -1);
            new Prove(request.ecosystems(), request.manifest().targets(), executor)
                    .prove(closed.wishes(), closed.notes(), next.catalog(blobs));
            List<String> notes = new ArrayList<>();
            closed.notes().forEach(note -> notes.add(note.sentence() + " (left out)"));
            if (!closed.artifacts().isEmpty()) {
                writeLock(closed, fetched, notes);
            }
            return seal(state, http, blobs, next, closed, notes, trust);
        }
    }

    private void writeLock(Resolve.Closed closed, Fetch.Result fetched, List<String> notes) {
        try {
            LockFile.write(request.lock(), request.manifest().feed(), closed.artifacts(), fetched.artifacts());
        } catch (IOException e) {
            notes.add(request.lock() + ": the lock file could not be written: " + e.getMessage());
        }
    }

    private ExportReport seal(
            ExporterState state,
            Http http,
            BlobCache blobs,
            NextState next,
            Resolve.Closed closed,
            List<String> notes,
            TrustChain trust)
            throws IOException {
        Optional<Shipped> last = state.last();
        boolean newTrust =
                last.isPresent() && last.get().trust() < trust.newest().version();
        boolean isNew = !next.isEmpty() && (next.isNew() || newTrust);
        boolean anotherPacking = last.isPresent() && !(request.packing() instanceof ExportRequest.Delta);
        if (!isNew && !anotherPacking) {
            StateNumber first =
                    new StateNumber(request.manifest().feed(), trust.newest().epoch(), 1);
            return new ExportReport(
                    last.map(Shipped::number).orElse(first),
                    last.isEmpty(),
                    List.of(),
                    closed.heldBack(),
                    notes,
                    http.requests(),
                    request.lock());
        }
        Path out;
        try {
            out = Files.createDirectories(request.out()).toRealPath();
        } catch (IOException e) {
            throw unwritable(request.out(), e);
        }
        try {
            Path inventory = Files.createTempFile(request.state(), "inventory", ".jsonl");
            try {
                SealedBundle sealed = isNew
                        ? sealNext(state, next, inventory, out, blobs, notes, trust)
                        : sealAgain(state, inventory, out, blobs, trust);
                tellWhoMustSign(sealed.folder(), trust.newest(), notes);
                return new ExportReport(
                        sealed.statement().number(),
                        false,
                        List.of(sealed),
                        closed.heldBack(),
                        notes,
                        http.requests(),
                        request.lock());
            } finally {
                Files.deleteIfExists(inventory);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            throw unwritable(out, e);
        }
    }

    private SealedBundle sealNext(
            ExporterState state,
            NextState next,
            Path inventory,
            Path out,
            BlobCache blobs,
            List<String> notes,
            TrustChain trust)
            throws IOException {
        Optional<Shipped> last = state.last();
        boolean sameEpoch = last.filter(
                        before -> before.number().epoch() == trust.newest().epoch())
                .isPresent();
        StateNumber number = new StateNumber(
                request.manifest().feed(),
                trust.newest().epoch(),
                sameEpoch ? last.get().number().seq() + 1 : 1);
        Shipped shipped = new Shipped(
                number,
                next.write(inventory),
                sameEpoch ? List.of(last.get().state()) : List.of(),
                trust.newest().version());
        ChangeReport changes = new ChangeReport(
                last.map(before -> before.number().toString()).orElse(""),
                last.isPresent() ? List.of(state.inventory()) : List.of(),
                number.toString(),
                () -> Files.newInputStream(inventory));
        notes.add(changes.summary().sentence() + ": " + state.writeChanges(shipped, changes));
        boolean interrupted = state.wasSealing(shipped);
        state.begin(shipped);
        Path folder = out.resolve(folderName(number));
        SealedBundle sealed = interrupted && Files.exists(folder)
                ? adopt(folder, shipped, trust)
                : pack(folder, shipped, inventory, base(last, state, trust), blobs, trust);
        state.commit(shipped, () -> Files.newInputStream(inventory), trust);
        return sealed;
    }

    /** Another packing of the state that is there: with a suffix, since the name is taken. */
    private SealedBundle sealAgain(ExporterState state, Path inventory, Path out, BlobCache blobs, TrustChain trust)
            throws IOException {
        Shipped shipped = state.last().orElseThrow();
        try (InputStream in = state.inventory().open()) {
            Files.copy(in, inventory, StandardCopyOption.REPLACE_EXISTING);
        }
        String name = folderName(shipped.number());
        Path folder = out.resolve(request.packing() instanceof ExportRequest.Full ? name + "-full" : name + "-r2");
        for (int again = 3; Files.exists(folder); again++) {
            folder = out.resolve(name + "-r" + again);
        }
        return pack(folder, shipped, inventory, base(Optional.empty(), state, trust), blobs, trust);
    }

    private void tellWhoMustSign(Path bundle, TrustFile trust, List<String> notes) {
        int exporters = trust.keys(Role.EXPORTER).threshold() - request.keys().size();
        if (exporters > 0) {
            notes.add("receivers ask for " + exporters + " more of the exporter's keys: gapferry sign " + bundle
                    + " --key KEY");
        }
        int approvers = trust.keys(Role.APPROVER).threshold();
        if (approvers > 0) {
            notes.add("receivers ask for the signatures of " + approvers + " approver" + (approvers == 1 ? "" : "s")
                    + ": gapferry sign " + bundle + " --key approver.key");
        }
    }

    private static String folderName(StateNumber number) {
        return "gapferry-" + number.feed() + "-" + number.epoch() + "." + number.seq();
    }

    /** The inventory of the state that the receiver is taken to hold; empty for none. */
    private List<ByteSource> base(Optional<Shipped> last, ExporterState state, TrustChain trust) throws IOException {
        if (request.packing() instanceof ExportRequest.Since since) {
            return List.of(SealedState.read(since.bundle(), request.manifest().feed(), trust.versions())
                    .inventory());
        }
        return request.packing() instanceof ExportRequest.Delta && last.isPresent()
                ? List.of(state.inventory())
                : List.of();
    }

    private static ProblemException unwritable(Path out, Exception e) {
        return ExportProblem.OUTPUT_FULL
                .thrown(
                        out.toString(),
                        "the bundle could not be written: " + e.getMessage(),
                        "free some space, or choose another folder with --out; what was downloaded is kept")
                .causedBy(e);
    }

    /** The content of a blob; what was shipped before may be in the cache no more. */
    private static InputStream open(BlobCache blobs, Blob blob) throws IOException {
        if (!blobs.holds(blob)) {
            throw ExportProblem.CACHE_LOST.thrown(
                    blob.digest().toString(),
                    "this blob of the state was shipped before and is not in the cache any more",
                    "leave --full away: receivers that hold it do not need it again; or restore the folder `cache` of the state");
        }
        return blobs.open(blob);
    }

    private SealedBundle pack(
            Path folder, Shipped shipped, Path inventory, List<ByteSource> base, BlobCache blobs, TrustChain trust)
            throws IOException {
        if (Files.exists(folder)) {
            throw taken(folder);
        }
        listener.phase("pack", -1);
        Path partial = folder.resolveSibling("." + folder.getFileName() + ".partial");
        disk.delete(partial);
        disk.createFolder(partial);
        AtomicReference<Blob> opened = new AtomicReference<>();
        BundleWriter writer = new BundleWriter(
                disk,
                shipped.number(),
                shipped.previous(),
                request.clock().instant(),
                request.tool(),
                request.volumeSize());
        try (BlobsBeyond beyond = new BlobsBeyond(base.isEmpty() ? InputStream::nullInputStream : base.get(0))) {
            SealedBundle sealed = writer.write(
                    partial,
                    () -> Files.newInputStream(inventory),
                    beyond,
                    blob -> {
                        opened.set(blob);
                        return open(blobs, blob);
                    },
                    trust,
                    request.keys(),
                    blob -> listener.bytes(blob.size()));
            disk.rename(partial, folder);
            disk.forceFolder(folder.resolveSibling("."));
            return new SealedBundle(folder, sealed.statement());
        } catch (ProblemException e) {
            Blob damaged = opened.get();
            if (e.first().code() == BundleProblem.DIGEST_MISMATCH && damaged != null) {
                blobs.forget(damaged);
                throw new ProblemException(e.first().withHint(DAMAGED_CACHE));
            }
            throw e;
        } finally {
            disk.delete(partial);
        }
    }

    /** A bundle that an export before this one sealed, and then was interrupted before it could remember it. */
    private SealedBundle adopt(Path folder, Shipped shipped, TrustChain trust) {
        try {
            Envelope envelope = Envelope.parse(Statement.FILE, Files.readAllBytes(folder.resolve(Statement.FILE)));
            Statement statement = Statement.parse(
                    trust.newest().openOfAny(Statement.FILE, envelope, Statement.PAYLOAD_TYPE, Role.EXPORTER));
            if (statement.number().equals(shipped.number()) && statement.state().equals(shipped.state())) {
                return new SealedBundle(folder, statement);
            }
        } catch (IOException | ProblemException e) {
            throw taken(folder).causedBy(e);
        }
        throw taken(folder);
    }

    private static ProblemException taken(Path folder) {
        return ExportProblem.OUTPUT_TAKEN.thrown(
                folder.toString(),
                "the folder exists and is not the bundle that would be written there",
                "move it away, or choose another folder with --out");
    }
}
