package org.gapferry.ecosystem.npm.project;

import java.util.Set;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmPointers;
import org.gapferry.ecosystem.request.CompanionReader;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.PackageDocument;
import tools.jackson.databind.JsonNode;

/**
 * What a program that another ecosystem carries needs of npm, as a plugin in TypeScript does: the dependencies in the
 * {@code package.json} at its top. A {@code package.json} further down is somebody else's.
 */
public final class NpmCompanionReader implements CompanionReader {
    @Override
    public Set<String> files() {
        return Set.of(NpmProject.MANIFEST);
    }

    @Override
    public Companions read(PackageDocument document) {
        if (document.owner().type().equals(NpmPointers.TYPE) || !document.path().equals(NpmProject.MANIFEST)) {
            return Companions.NONE;
        }
        JsonNode dependencies = document.content().path("dependencies");
        return Companions.of(dependencies.properties().stream()
                .map(entry -> entry.getKey() + "@" + NpmJson.text(dependencies, entry.getKey()))
                .map(spec -> new DerivedRequirement(NpmPointers.TYPE, spec, "is a program that needs " + spec))
                .toList());
    }
}
