package org.gapferry.ecosystem;

import java.util.Comparator;
import java.util.List;
import org.gapferry.bundle.change.DocumentChanges;
import org.gapferry.ecosystem.client.ClientCache;
import org.gapferry.ecosystem.client.ClientRuns;
import org.gapferry.ecosystem.client.ClientSetup;
import org.gapferry.ecosystem.request.RequirementReader;
import org.gapferry.ecosystem.resolve.Inspector;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.Upstreams;
import org.gapferry.ecosystem.serve.Endpoint;
import org.gapferry.ecosystem.serve.InstallCheck;
import org.gapferry.ecosystem.serve.InstallClosure;

/**
 * Everything that Gapferry knows of one ecosystem. A new one is one value of this type and one line in {@link Ecosystems}; the compiler
 * lists what it must answer.
 *
 * @param id the key of its section in a manifest, the type of its coordinates, and the first segment of its paths in the mirror
 * @param extraPathRoots first segments of paths that it answers beside its id, where a client's protocol fixes them
 * @param documentChanges what differs between two of its documents, for reports of changes
 * @param versionOrder from the oldest to the newest
 */
public record Ecosystem(
        String id,
        List<String> extraPathRoots,
        RequirementReader requirements,
        Upstreams upstreams,
        Resolver resolver,
        Inspector inspector,
        Endpoint endpoint,
        InstallCheck installCheck,
        InstallClosure installClosure,
        Comparator<String> versionOrder,
        ClientSetup clientSetup,
        ClientCache clientCache,
        ClientRuns clientRuns,
        DocumentChanges documentChanges) {}
