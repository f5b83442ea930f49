package org.gapferry.bundle;

import java.util.List;
import java.util.Locale;

/** The declaration of one kind of error. Every module has one enum of them; {@code docs/problems.md} lists all. */
public interface ProblemCode {
    /** The stable id, such as {@code bundle/digest-mismatch}. */
    String id();

    /** What is said of it. */
    Declaration declaration();

    default ExitClass exitClass() {
        return declaration().exitClass();
    }

    /**
     * A kind of error.
     *
     * @param meaning when it happens, as one sentence without a full stop
     * @param example of a message, {@code where: what}
     * @param remedy what a person does about it
     */
    record Declaration(ExitClass exitClass, String meaning, String example, String remedy) {}

    /** The id of an enum constant: its module's word, a slash, and its name in lower case with hyphens. */
    static String id(String module, Enum<?> constant) {
        return module + "/" + constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

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
