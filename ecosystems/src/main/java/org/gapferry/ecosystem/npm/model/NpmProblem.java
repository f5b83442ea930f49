package org.gapferry.ecosystem.npm.model;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can go wrong with packages of npm, beside what can go wrong in any ecosystem. */
public enum NpmProblem implements ProblemCode {
    OVERRIDE_REQUIRED(
            ExitClass.FINDINGS,
            "a dependency from outside the registry was exported as a package, and the project needs an override to use it",
            "package.json: `b` was exported as 1.2.3-git-0123456789ab",
            "paste the override from the hint into the project"),
    NEEDS_BUILD(
            ExitClass.FINDINGS,
            "a dependency is built from its repository at install time, which a registry cannot serve",
            "pkg:npm/a@1.0.0: `b` is built from its repository at install time",
            "publish the built package to a private registry"),
    SCRIPTS_NOT_READ(
            ExitClass.FINDINGS,
            "a package with install scripts has more scripts than are inspected, so not all downloads may be known",
            "pkg:npm/x@1.0.0: it has install scripts, and more than 67108864 bytes of scripts",
            "read its install scripts: what they download must be transferred separately"),
    SCRIPT_NOT_READ(
            ExitClass.DONE,
            "a script of a package with install scripts is too large to be inspected",
            "pkg:npm/x@1.0.0: it has install scripts, and `dist/all.js` is too large to be inspected",
            "read it, if an install needs it: what it downloads must be transferred separately"),
    DOWNLOADS_AT_INSTALL(
            ExitClass.DONE,
            "an install script downloads a file that the registry does not serve",
            "pkg:npm/x@1.0.0: the install script downloads a browser",
            "transfer the file separately, and configure the script to use it"),
    LOCK_INTEGRITY(
            ExitClass.PARTIAL,
            "a lockfile has another digest for a package than the registry",
            "app/package-lock.json:12:5: the lockfile has sha512-oVcN... for ms@2.1.3, and https://npm.example.test/ declares sha512-6FlZ",
            "find out which is right; if it is the registry, delete the entry and run the package manager's install"),
    MANAGER_NOT_CARRIED(
            ExitClass.PARTIAL,
            "the package manager that a project names cannot be carried, or is another one than the project says",
            "app/package.json: `packageManager` is `pnpm`, which has no version",
            "correct the field, or transfer the package manager separately; the project's packages are not held back"),
    MANAGER_UNSIGNED(
            ExitClass.DONE,
            "the registry gives no signature of a package manager, and its clients check that",
            "pnpm@10.20.0: the registry gives no signature of it, so corepack and pnpm 10 refuse it",
            "inside, set what `gapferry client-config npm --unsigned-managers` prints"),
    LOCK_ASKS_HOSTS(
            ExitClass.DONE,
            "a lockfile names hosts that clients ask for archives whatever their registry is",
            "app/package-lock.json: an install from this lockfile asks for archives at the hosts in it, whatever its registry is: nexus.corp.test (312); inside, before the install: npm config set replace-registry-host always --location project",
            "do what the message says before an install inside, unless these hosts are the mirror itself"),
    SETTING_NOT_FOLLOWED(
            ExitClass.DONE,
            "a setting in a project says how registries are reached, and is not followed",
            "app/.npmrc:3:1: certificates are checked although `strict-ssl` is false",
            "do what the hint says, if the project's registry cannot be reached"),
    HOOK_NOT_RUN(
            ExitClass.DONE,
            "a project has code that changes what its packages ask for, which is never run",
            "app/.pnpmfile.cjs: pnpm runs this file to change what packages ask for, and Gapferry never runs code of a project",
            "commit the lockfile, which has the result; what only a fresh install would ask for beyond it, name in the manifest");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    NpmProblem(ExitClass exitClass, String meaning, String example, String remedy) {
        this.declaration = new Declaration("npm", exitClass, meaning, example, remedy);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
