package org.gapferry.ecosystem;

/** What is asked for, in an ecosystem's own terms. Two wishes that ask for the same from the same place are equal. */
public interface Wish {
    /** As its user would write it. */
    String text();

    /** Where it was written, or the coordinate that implies it. */
    String origin();

    /** The files that say what it asks for, such as those of a project. */
    default java.util.List<java.nio.file.Path> documents() {
        return java.util.List.of();
    }
}
