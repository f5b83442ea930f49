package org.gapferry.ecosystem;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong while requirements are resolved. */
public enum EcosystemProblem implements ProblemCode {
    PACKAGE_UNKNOWN(
            ExitClass.PARTIAL,
            "the upstream does not know a package that is needed",
            "gapferry.yaml:4:5: the registry does not know `expres`",
            "check the spelling, and whether the upstream is the right one"),
    NO_VERSION_FITS(
            ExitClass.PARTIAL,
            "no version of a package fits what is asked for",
            "pkg:npm/a@1.0.0: no version of `b` fits `^9`",
            "loosen the range, or carry the package that asks for it in another version"),
    NOT_IN_A_REGISTRY(
            ExitClass.PARTIAL,
            "a dependency is a git repository, a URL or a folder, which a registry cannot serve",
            "pkg:npm/a@1.0.0: it depends on `git+ssh://git.example.test/b.git`",
            "depend on a published version of it"),
    NEEDS_OVERRIDE(
            ExitClass.FINDINGS,
            "a dependency that is in no registry was carried as a package, and a project must say that it takes that one",
            "package.json: `b` was carried as 1.2.3-git-0123456789ab",
            "paste the override that the hint shows into the project"),
    LOCK_CONTRADICTS(
            ExitClass.FINDINGS,
            "a project's lockfile does not hold what its manifest asks for",
            "package-lock.json: it holds express 4.21.2, and package.json asks for ^5",
            "run the client's install once, and commit the lockfile"),
    NEEDS_BUILD(
            ExitClass.FINDINGS,
            "a dependency is built from its repository when it is installed, which no registry can serve",
            "pkg:npm/a@1.0.0: `b` is built from its repository when it is installed",
            "publish it, built, to a registry of your own"),
    NO_PLUGIN(
            ExitClass.FINDINGS,
            "an SDK was published without the plugin that it needs, or with one for other platforms",
            "pkg:npm/%40pulumi/x@1.2.3: there is no plugin 1.2.3; the nearest is 1.2.2",
            "take the version of the SDK whose plugin exists"),
    PLATFORM_LACKING(
            ExitClass.DONE,
            "something was not released for one of the targets",
            "pkg:pulumi/resource/x@1.0.0: it was not released for windows-arm64",
            "remove the target, or take a version that has it"),
    TWO_ORIGINS(
            ExitClass.PARTIAL,
            "one version of a plugin is asked for from two places, and clients keep one under its name",
            "resource/x@1.0.0 is asked for from two servers",
            "name one `server` for it"),
    NOT_CARRIED(
            ExitClass.PARTIAL,
            "a requirement names something of an ecosystem that is not carried; the rest of it is",
            "gapferry.yaml:5:7: it needs images, and there is no ecosystem `oci` yet",
            "carry that part another way; the rest is in the bundle"),
    NOBODY_ASKED(
            ExitClass.DONE,
            "something needs more to be of full use, and nothing in the manifest lets anybody be asked for that",
            "pkg:npm/%40pulumi/random@4.18.4: it is of use with its plugin, and the manifest has no section `pulumi`",
            "add `pulumi: []` to the manifest"),
    TRAVELS_ALONG(
            ExitClass.DONE,
            "a dependency is a folder or an archive of the project itself",
            "package.json: `lib` is a folder of the project itself",
            "nothing: carry the project as a whole"),
    DOWNLOADS_AT_INSTALL(
            ExitClass.DONE,
            "an install script downloads something that no registry serves",
            "pkg:npm/x@1.0.0: its install script downloads a browser",
            "carry the download another way, and tell the script where it is"),
    DOCUMENT_MALFORMED(
            ExitClass.UPSTREAM,
            "an upstream's document is not what its protocol says",
            "https://registry.example.test/x: the document is not JSON",
            "see what the upstream, or a proxy in between, sends"),
    CLOSURE_TOO_LARGE(
            ExitClass.UPSTREAM,
            "requirements lead to more packages than any known closure has",
            "pkg:npm/a@1.0.0: the closure has more than 500000 packages",
            "see which requirement leads to so many, and whether its upstream makes them up"),
    CLIENT_FAILS(
            ExitClass.FINDINGS,
            "a package manager cannot install from the mirror, since it asks for more than others do",
            "pkg:npm/a@1.0.0: an install with yarn 4 on linux-x64-glibc would fail: `node-gyp` is not known to the mirror",
            "add what is missing to the upstream, or use another package manager"),
    CLIENT_REFUSES(
            ExitClass.DONE,
            "a package manager cannot install what others can, from the upstream either",
            "pkg:npm/a@1.0.0: an install with yarn 1 on linux-x64-glibc would fail: `b` is not known to the mirror",
            "nothing, unless this package manager is used"),
    NOT_SERVED(
            ExitClass.BUG,
            "the install check found something that the mirror would not serve",
            "pkg:npm/a@1.0.0 needs b ^2, which the mirror would not serve",
            "report it: an export carries what its install check needs"),
    ARCHIVE_MALFORMED(
            ExitClass.PARTIAL,
            "an archive that must be opened cannot be read",
            "pkg:pulumi/resource/x@1.0.0: its archive cannot be read: it breaks off",
            "see what the upstream, or a proxy in between, sent"),
    CONTRADICTS(
            ExitClass.PARTIAL,
            "the upstream changed the bytes of something that was shipped before",
            "pkg:npm/left-pad@1.3.0: the upstream has other bytes than were shipped before",
            "compare them; if they are good, add an `accept` to the manifest");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    EcosystemProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration(exitClass, meaning, example, remedy);
    }

    @Override
    public String id() {
        return ProblemCode.id("resolve", this);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
