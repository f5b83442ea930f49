package org.gapferry.ecosystem.pulumi.serve;

import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.change.DocumentChanges;
import org.gapferry.ecosystem.pulumi.model.PluginAbout;
import org.gapferry.ecosystem.serve.JsonDocumentChanges;

/** What differs between what is remembered of a release, or between two archives of a template. */
public final class PulumiDocumentChanges implements DocumentChanges {
    private final DocumentChanges release = new JsonDocumentChanges(Map.of());

    @Override
    public List<String> describe(Coordinates owner, String name, byte[] before, byte[] after) {
        return name.equals(PluginAbout.POINTER)
                ? release.describe(owner, name, before, after)
                : List.of("the archive has other contents: " + before.length + " bytes, then " + after.length);
    }
}
