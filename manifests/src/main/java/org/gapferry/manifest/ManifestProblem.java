package org.gapferry.manifest;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can be wrong with a manifest, or a document that it names. */
public enum ManifestProblem implements ProblemCode {
    UNREADABLE("the manifest cannot be read"),
    NOT_YAML("the manifest is not YAML"),
    UNKNOWN_KEY("a key that is not known here"),
    DUPLICATE_KEY("a key stands twice in one mapping"),
    MISSING_KEY("a key that is needed is missing"),
    WRONG_TYPE("a list where a text belongs, or the like"),
    WRONG_VALUE("a value that is not one of those that are possible"),
    NO_WISH("the manifest asks for nothing"),
    PROJECT_UNREADABLE("a project's file is missing or cannot be read"),
    LOCK_UNREADABLE("the lock file is missing or cannot be read"),
    LOCK_OUTDATED("the lock file was made for something else than the manifest asks for now"),
    NO_UPSTREAM("neither the manifest nor the client configuration of the machine names the upstream of an ecosystem");

    private final String meaning;

    ManifestProblem(String meaning) {
        this.meaning = meaning;
    }

    @Override
    public String id() {
        return ProblemCode.id("manifest", this);
    }

    @Override
    public ExitClass exitClass() {
        return ExitClass.MANIFEST;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
