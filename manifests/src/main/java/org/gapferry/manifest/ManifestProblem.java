package org.gapferry.manifest;

import org.gapferry.bundle.ExitClass;
import org.gapferry.bundle.ProblemCode;

/** What can be wrong with a manifest, or a document that it names. */
public enum ManifestProblem implements ProblemCode {
    UNREADABLE("cannot read the manifest", "gapferry.yaml: no such file", "`gapferry init` writes a first manifest"),
    NOT_YAML(
            "the manifest is not YAML",
            "gapferry.yaml:3:1: not YAML: found a tab in the indentation",
            "correct the line in the message"),
    UNKNOWN_KEY(
            "unknown key",
            "gapferry.yaml:3:1: unknown key `nmp`",
            "use the key that the hint suggests; `gapferry schema` lists all keys"),
    DUPLICATE_KEY("duplicate key in a mapping", "gapferry.yaml:7:1: duplicate key `npm`", "merge the two entries"),
    MISSING_KEY("a required key is missing", "gapferry.yaml:1:1: missing key `name`", "add the line from the hint"),
    WRONG_TYPE(
            "a value has the wrong type",
            "gapferry.yaml:3:6: expected a list, but found a string",
            "write a `-` before each requirement"),
    WRONG_VALUE("invalid value", "gapferry.yaml:2:7: invalid feed name `Platform`", "use a value from the hint"),
    NO_REQUIREMENT(
            "the manifest has no requirements",
            "gapferry.yaml:1:1: the manifest has no requirements",
            "add a section with a requirement, such as `npm: [\"express@^4\"]`"),
    PROJECT_UNREADABLE(
            "a file of a project is missing or unreadable",
            "gapferry.yaml:4:14: no package.json in `./ap`",
            "paths are relative to the manifest's folder"),
    LOCK_UNREADABLE(
            "the lock file is missing or unreadable",
            "gapferry.lock.json: no such file",
            "export without `--locked` to create it"),
    LOCK_OUTDATED(
            "the lock file does not match the manifest",
            "gapferry.lock.json: does not match the manifest",
            "export without `--locked` to update it"),
    NO_UPSTREAM(
            "no upstream is configured for an ecosystem, neither in the manifest nor for the client",
            "gapferry.yaml: no upstream for `npm`",
            "add `upstreams: {npm: \"https://registry.example.test/\"}`, or configure the client");

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Declaration declaration;

    ManifestProblem(String meaning, String example, String remedy) {
        this.declaration = new Declaration("manifest", ExitClass.MANIFEST, meaning, example, remedy);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
