package org.gapferry.ecosystem.npm.closure;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Problem;
import tools.jackson.databind.JsonNode;

/** Packages that no registry serves: in a repository, or at a URL. */
public interface NonRegistryPackages {
    /** The member of a carried manifest that says what was depended on. */
    String FROM = "_from";

    /** What became of one. */
    sealed interface Found permits Carried, NeedsBuild, Unknown, Failed {}

    /**
     * Its archive can be served as a package: nothing must be built.
     *
     * @param version under which the mirror serves it, unlike any that a registry has
     * @param manifest as the mirror serves it
     * @param archive where it was downloaded, which is the same file for ever
     */
    record Carried(String version, JsonNode manifest, Optional<URI> archive) implements Found {}

    /** npm would run scripts to make a package of it, which an export never does. What these need is known. */
    record NeedsBuild(JsonNode manifest, String scripts) implements Found {}

    /** It could not be read. */
    record Unknown(String why, List<String> hints) implements Found {}

    /** Its host cannot be asked now, or refuses it. */
    record Failed(Problem problem) implements Found {}

    /**
     * Finds one.
     *
     * @param name under which it is depended on
     * @param text what is depended on
     * @param beside where the other packages are found of who depends on it
     */
    Found find(String name, String text, PackageDocuments beside);
}
