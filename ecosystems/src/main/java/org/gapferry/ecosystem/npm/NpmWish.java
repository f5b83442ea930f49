package org.gapferry.ecosystem.npm;

import java.nio.file.Path;
import java.util.List;
import org.gapferry.ecosystem.Selection;
import org.gapferry.ecosystem.Wish;

/** What can be wished for of npm. */
sealed interface NpmWish extends Wish {
    /** {@code name@range}, {@code name@tag}, {@code name@1.2.3} or {@code alias@npm:name@range}. */
    record OfPackage(String text, String origin, PackageSpec spec, Selection selection) implements NpmWish {}

    /** A folder with a package.json, and its lockfile. */
    record OfProject(String text, String origin, Path folder) implements NpmWish {
        @Override
        public List<Path> documents() {
            return NpmProject.documents(folder);
        }
    }
}
