package org.gapferry.bundle;

import java.util.List;
import java.util.Locale;

/**
 * The declaration of one kind of error: a constant of an enum. Every module has one enum of them, and every ecosystem
 * may have one; {@code docs/problems.md} lists all.
 */
public interface ProblemCode {
    /** The name of the enum's constant. */
    String name();

    /** What is said of it. */
    Declaration declaration();

    /**
     * The stable id, such as {@code bundle/digest-mismatch}: its group, a slash, and its name in lower case with
     * hyphens.
     */
    default String id() {
        return declaration().group() + "/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    default ExitClass exitClass() {
        return declaration().exitClass();
    }

    /**
     * A kind of error.
     *
     * @param group the word that ids of the same enum begin with
     * @param meaning when it happens, as one sentence without a full stop
     * @param example of a message, {@code where: what}
     * @param remedy what a person does about it
     */
    record Declaration(String group, ExitClass exitClass, String meaning, String example, String remedy) {}

    /**
     * A problem of this kind. {@code where} is a file, URL, coordinate or place; {@code what} a sentence without a full
     * stop.
     */
    default Problem at(String where, String what, String... hints) {
        return new Problem(this, where, what, List.of(hints));
    }

    /** Like {@link #at}, ready to be thrown. */
    default ProblemException thrown(String where, String what, String... hints) {
        return new ProblemException(at(where, what, hints));
    }
}
