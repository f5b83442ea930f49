package org.gapferry.archive;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can be wrong with an archive of an upstream. */
public enum ArchiveProblem implements ProblemCode {
    MALFORMED(
            "an archive is damaged, cut short, or not in the format of its name",
            "pkg:pulumi/resource/x@1.0.0: cannot read the archive: the archive ends too early",
            "check what the upstream, or a proxy in between, sent"),
    LIMIT(
            "an archive is larger than an honest one would be",
            "pkg:npm/x@1.0.0: cannot read the archive: it exceeds the limit of 500000 entries",
            "check the archive; it may be crafted to exhaust memory or disk"),
    UNSAFE(
            "an archive has an entry that must not be unpacked",
            "pkg:pulumi/resource/x@1.0.0: cannot read the archive: the entry `../x` leads out of the folder",
            "do not use this version, and inform its authors");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    ArchiveProblem(String meaning, String example, String remedy) {
        this.declaration = new Declaration("archive", ExitClass.PARTIAL, meaning, example, remedy);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
