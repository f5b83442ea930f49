package org.gapferry.ecosystem.npm;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.gapferry.ecosystem.MirrorResponse;
import org.gapferry.ecosystem.Rehearsal.Mirror;

/** The documents as the mirror renders them, and nothing else. */
final class ServedDocuments implements PackageDocuments {
    private final Mirror mirror;
    private final Map<String, Optional<Packument>> known = new ConcurrentHashMap<>();

    ServedDocuments(Mirror mirror) {
        this.mirror = mirror;
    }

    @Override
    public Optional<Packument> packument(String name) {
        return known.computeIfAbsent(name, this::read);
    }

    private Optional<Packument> read(String name) {
        MirrorResponse response = mirror.get(PackageSpec.escaped(name), "application/json");
        if (response.status() != 200 || !(response.body() instanceof MirrorResponse.Bytes document)) {
            return Optional.empty();
        }
        try {
            Packument packument = Packument.of(document.bytes());
            Set<String> dangling = new TreeSet<>(packument.tags().values());
            dangling.removeAll(packument.candidates().keySet());
            return dangling.isEmpty() ? Optional.of(packument) : Optional.empty();
        } catch (Packument.Malformed e) {
            return Optional.empty();
        }
    }

    @Override
    public String origin(String name) {
        return "the mirror";
    }
}
