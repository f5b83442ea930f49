package org.gapferry.ecosystem.npm.project;

import java.nio.file.Path;
import java.util.List;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Selection;

/** What can be required of npm. */
public sealed interface NpmRequirement extends Requirement {
    /** {@code name@range}, {@code name@tag}, {@code name@1.2.3} or {@code alias@npm:name@range}. */
    record OfPackage(String text, String origin, PackageSpec spec, Selection selection) implements NpmRequirement {}

    /** A folder with a package.json, and its lockfile. */
    record OfProject(String text, String origin, Path folder) implements NpmRequirement {
        @Override
        public List<Path> documents() {
            return NpmProject.documents(folder);
        }
    }
}
