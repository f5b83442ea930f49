package org.gapferry.ecosystem;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong while requirements of any ecosystem are resolved. Each declares further kinds of its own. */
public enum EcosystemProblem implements ProblemCode {
    PACKAGE_UNKNOWN(
            ExitClass.PARTIAL,
            "a required package does not exist at the upstream",
            "gapferry.yaml:4:5: the registry does not know `expres`",
            "check the spelling and the upstream"),
    NO_VERSION_FITS(
            ExitClass.PARTIAL,
            "no version of a package matches a requirement",
            "pkg:npm/a@1.0.0: no version of `b` fits `^9`",
            "widen the range, or require another version of the dependent package"),
    NOT_IN_A_REGISTRY(
            ExitClass.PARTIAL,
            "a dependency on a git repository, a URL or a folder, which a registry cannot serve",
            "pkg:npm/a@1.0.0: it depends on `git+ssh://git.example.test/b.git`",
            "depend on a published version of it"),
    LOCK_CONTRADICTS(
            ExitClass.FINDINGS,
            "the lockfile of a project does not match its manifest",
            "package-lock.json: has express 4.21.2, but package.json requires ^5",
            "run the client's install once, and commit the lockfile"),
    NOT_CARRIED(
            ExitClass.PARTIAL,
            "a part of a requirement needs an ecosystem that is not supported",
            "gapferry.yaml:5:7: needs images, but the ecosystem `oci` is not supported",
            "transfer that part separately; the rest is in the bundle"),
    COMPANION_SKIPPED(
            ExitClass.DONE,
            "an optional companion was not exported, because the manifest has no section for its ecosystem",
            "pkg:npm/%40pulumi/random@4.18.4: its plugin was not exported, because the manifest has no section `pulumi`",
            "add `pulumi: []` to the manifest"),
    LOCAL_DEPENDENCY(
            ExitClass.DONE,
            "a dependency on a folder or an archive of the project itself",
            "package.json: `lib` is a folder of the project",
            "transfer the project as a whole"),
    DOCUMENT_MALFORMED(
            ExitClass.UPSTREAM,
            "a document of an upstream does not follow its protocol",
            "https://registry.example.test/x: the document is not JSON",
            "check what the upstream, or a proxy in between, sends"),
    UPSTREAMS_CONTRADICT(
            ExitClass.PARTIAL,
            "two upstreams are named for the same packages, and a mirror can serve only one package of a name",
            "app/.npmrc:1:1: the packages of `@team` come from https://npm.example.test/, and by other/.npmrc:1:1 from https://registry.example.test/",
            "name one for all in the manifest, under `upstreams`"),
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
    CLIENT_ADDITIONS_UNKNOWN(
            ExitClass.DONE,
            "what package managers add to packages of their own accord is not fully known",
            "@yarnpkg/extensions: pnpm and yarn 4 add dependencies to some packages, and what they add is not fully known: it is not known to https://npm.example.test/",
            "add the package to the upstream, or carry what an install with pnpm or yarn 4 misses as requirements of the manifest"),
    NOT_SERVED(
            ExitClass.BUG,
            "the mirror would not serve a file or version that an install needs",
            "pkg:npm/a@1.0.0: requires b ^2, which the mirror would not serve",
            "report this as a bug: an export includes everything that the install check needs"),
    ARCHIVE_MALFORMED(
            ExitClass.PARTIAL,
            "cannot read an archive that must be inspected",
            "pkg:pulumi/resource/x@1.0.0: cannot read the archive: unexpected end of file",
            "check what the upstream, or a proxy in between, sent"),
    CONTRADICTS(
            ExitClass.PARTIAL,
            "the upstream changed the bytes of an already exported version",
            "pkg:npm/left-pad@1.3.0: left-pad-1.3.0.tgz was exported with other bytes before",
            "compare the files; if the new bytes are good, add an `accept` entry to the manifest");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    EcosystemProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration("resolve", exitClass, meaning, example, remedy);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
