package org.gapferry.ecosystem;

import java.util.List;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.bundle.change.DocumentChanges;
import org.gapferry.ecosystem.client.ClientCache;
import org.gapferry.ecosystem.client.ClientRuns;
import org.gapferry.ecosystem.client.ClientSetup;
import org.gapferry.ecosystem.request.CompanionReader;
import org.gapferry.ecosystem.request.RequirementReader;
import org.gapferry.ecosystem.resolve.Inspector;
import org.gapferry.ecosystem.resolve.Resolver;
import org.gapferry.ecosystem.resolve.Upstreams;
import org.gapferry.ecosystem.serve.Endpoint;
import org.gapferry.ecosystem.serve.InstallCheck;
import org.gapferry.ecosystem.serve.InstallClosure;
import org.gapferry.version.Versions;

/**
 * Everything that Gapferry knows of one ecosystem. A new one is one value of this type and one line in {@link
 * Ecosystems}; the compiler lists what it must answer. A facet that makes no sense for an ecosystem has a neutral
 * constant.
 *
 * @param problems the kinds of problems that it declares, beside those that all ecosystems share
 */
public record Ecosystem(EcosystemId id, List<ProblemCode> problems, Online online, Offline offline, Clients clients) {
    public Ecosystem {
        problems = List.copyOf(problems);
    }

    /** What the connected side asks: from the lines of a manifest to artifacts with all that they need. */
    public record Online(
            RequirementReader requirements,
            CompanionReader companions,
            Upstreams upstreams,
            Resolver resolver,
            Inspector inspector) {
        public Online with(Resolver other) {
            return new Online(requirements, companions, upstreams, other, inspector);
        }
    }

    /** What both sides ask of a state, without a network: how it is served, and whether it is enough. */
    public record Offline(
            Endpoint endpoint,
            InstallCheck installCheck,
            InstallClosure installClosure,
            Versions versions,
            DocumentChanges documentChanges) {
        public Offline with(Endpoint other) {
            return new Offline(other, installCheck, installClosure, versions, documentChanges);
        }
    }

    /** What is known of the clients that use a mirror. */
    public record Clients(ClientSetup setup, ClientCache cache, ClientRuns runs) {}

    public Ecosystem with(Online other) {
        return new Ecosystem(id, problems, other, offline, clients);
    }

    public Ecosystem with(Offline other) {
        return new Ecosystem(id, problems, online, other, clients);
    }

    /** Its key in a manifest. */
    public String section() {
        return id.section();
    }

    /** What commands and messages call it. */
    public String name() {
        return id.name();
    }

    /** The first segment of its own paths in a mirror. */
    public String root() {
        return id.root();
    }
}
