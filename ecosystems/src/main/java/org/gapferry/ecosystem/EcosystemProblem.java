package org.gapferry.ecosystem;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong while wishes are resolved. */
public enum EcosystemProblem implements ProblemCode {
    PACKAGE_UNKNOWN(ExitClass.PARTIAL, "the upstream does not know a package that is needed"),
    NO_VERSION_FITS(ExitClass.PARTIAL, "no version of a package fits what is asked for"),
    FILE_GONE(ExitClass.PARTIAL, "the upstream lists a file and does not have it"),
    NOT_IN_A_REGISTRY(
            ExitClass.PARTIAL, "a dependency is a git repository, a URL or a folder, which a registry cannot serve"),
    NEEDS_OVERRIDE(
            ExitClass.FINDINGS,
            "a dependency that is in no registry was carried as a package, and a project must say that it takes that one"),
    LOCK_CONTRADICTS(ExitClass.FINDINGS, "a project's lockfile does not hold what its manifest asks for"),
    NEEDS_BUILD(
            ExitClass.FINDINGS,
            "a dependency is built from its repository when it is installed, which no registry can serve"),
    NO_PLUGIN(
            ExitClass.FINDINGS,
            "an SDK was published without the plugin that it needs, or with one for other platforms"),
    PLATFORM_LACKING(ExitClass.DONE, "something was not released for one of the targets"),
    TWO_ORIGINS(
            ExitClass.PARTIAL,
            "one version of a plugin is asked for from two places, and clients keep one under its name"),
    NOT_CARRIED(ExitClass.PARTIAL, "a wish names something of an ecosystem that is not carried; the rest of it is"),
    NOBODY_ASKED(
            ExitClass.DONE,
            "something needs more to be of full use, and nothing in the manifest lets anybody be asked for that"),
    TRAVELS_ALONG(ExitClass.DONE, "a dependency is a folder or an archive of the project itself"),
    DOWNLOADS_AT_INSTALL(ExitClass.DONE, "an install script downloads something that no registry serves"),
    DOCUMENT_MALFORMED(ExitClass.UPSTREAM, "an upstream's document is not what its protocol says"),
    NOT_SERVED(ExitClass.BUG, "the rehearsal of the offline install found something that the mirror would not serve"),
    ARCHIVE_MALFORMED(ExitClass.PARTIAL, "an archive that must be opened cannot be read"),
    CONTRADICTS(ExitClass.PARTIAL, "the upstream changed the bytes of something that was shipped before");

    private final ExitClass exitClass;
    private final String meaning;

    EcosystemProblem(ExitClass exitClass, String meaning) {
        this.exitClass = exitClass;
        this.meaning = meaning;
    }

    @Override
    public String id() {
        return ProblemCode.id("resolve", this);
    }

    @Override
    public ExitClass exitClass() {
        return exitClass;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
