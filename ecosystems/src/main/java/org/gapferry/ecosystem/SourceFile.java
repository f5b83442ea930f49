package org.gapferry.ecosystem;

import java.net.URI;
import java.util.List;
import org.gapferry.bundle.inventory.ArtifactFile.Proof;
import org.gapferry.transport.Checksum;
import org.gapferry.transport.Question;

/**
 * A file of an artifact, and where its upstream has it.
 *
 * @param question how the upstream is asked for it
 * @param declared every digest that the upstream, or a lockfile, declares for it
 */
public record SourceFile(String name, Question question, List<Checksum> declared) {
    /** A file that everybody gets who asks for its URL. */
    public SourceFile(String name, URI url, List<Checksum> declared) {
        this(name, Question.of(url, "*/*", name), declared);
    }

    public URI url() {
        return question.url();
    }

    public SourceFile {
        declared = List.copyOf(declared);
    }

    /** The strongest digest that is declared. */
    public Proof proof() {
        for (Proof proof : Proof.values()) {
            for (Checksum checksum : declared) {
                if (checksum.algorithm().replace("-", "").equalsIgnoreCase(proof.word())) {
                    return proof;
                }
            }
        }
        return Proof.NONE;
    }
}
