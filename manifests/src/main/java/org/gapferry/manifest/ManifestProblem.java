package org.gapferry.manifest;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can be wrong with a manifest, or a document that it names. */
public enum ManifestProblem implements ProblemCode {
    UNREADABLE(
            "the manifest cannot be read",
            "gapferry.yaml: there is no such file",
            "`gapferry init` writes a first one"),
    NOT_YAML(
            "the manifest is not YAML",
            "gapferry.yaml:3:1: not YAML: a tab stands where blanks belong",
            "correct the line that is named"),
    UNKNOWN_KEY(
            "a key that is not known here",
            "gapferry.yaml:3:1: unknown key `nmp`",
            "take the word that the hint names; `gapferry schema` has all"),
    DUPLICATE_KEY("a key stands twice in one mapping", "gapferry.yaml:7:1: the key `npm` stands twice", "join the two"),
    MISSING_KEY(
            "a key that is needed is missing",
            "gapferry.yaml:1:1: the key `name` is missing",
            "add the line that the hint shows"),
    WRONG_TYPE(
            "a list where a text belongs, or the like",
            "gapferry.yaml:3:6: `npm` is a list, and this is a text",
            "write a `-` before each requirement"),
    WRONG_VALUE(
            "a value that is not one of those that are possible",
            "gapferry.yaml:2:7: `Platform` is no name of a feed",
            "take one of the values that the hint shows"),
    NO_REQUIREMENT(
            "the manifest asks for nothing",
            "gapferry.yaml:1:1: the manifest asks for nothing",
            "add a section with a requirement, such as `npm: [\"express@^4\"]`"),
    PROJECT_UNREADABLE(
            "a project's file is missing or cannot be read",
            "gapferry.yaml:4:14: `./ap` is no folder with a package.json",
            "the path begins at the manifest's folder"),
    LOCK_UNREADABLE(
            "the lock file is missing or cannot be read",
            "gapferry.lock.json: there is no such file",
            "an export without `--locked` writes it"),
    LOCK_OUTDATED(
            "the lock file was made for something else than the manifest asks for now",
            "gapferry.lock.json: it was made for another manifest",
            "an export without `--locked` writes it again"),
    NO_UPSTREAM(
            "neither the manifest nor the client configuration of the machine names the upstream of an ecosystem",
            "gapferry.yaml: no upstream is known for `npm`",
            "add `upstreams: {npm: \"https://registry.example.test/\"}`, or configure the client");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    ManifestProblem(String meaning, String example, String remedy) {
        this.declaration = new Declaration(ExitClass.MANIFEST, meaning, example, remedy);
    }

    @Override
    public String id() {
        return ProblemCode.id("manifest", this);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
