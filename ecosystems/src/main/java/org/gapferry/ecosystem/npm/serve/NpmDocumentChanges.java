package org.gapferry.ecosystem.npm.serve;

import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.change.DocumentChanges;
import org.gapferry.ecosystem.serve.JsonDocumentChanges;

/** What differs between two manifests of a version, or two documents of a package, in npm's words. */
public final class NpmDocumentChanges implements DocumentChanges {
    private final DocumentChanges members = new JsonDocumentChanges(Map.ofEntries(
            Map.entry("dependencies", "dependency"),
            Map.entry("optionalDependencies", "optional dependency"),
            Map.entry("peerDependencies", "peer dependency"),
            Map.entry("peerDependenciesMeta", "peer dependency setting"),
            Map.entry("devDependencies", "development dependency"),
            Map.entry("scripts", "script"),
            Map.entry("engines", "engine"),
            Map.entry("bin", "command"),
            Map.entry("dist", "dist"),
            Map.entry("time", "date"),
            Map.entry("exports", "export")));

    @Override
    public List<String> describe(Coordinates owner, String name, byte[] before, byte[] after) {
        return members.describe(owner, name, before, after);
    }
}
