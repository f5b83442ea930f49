package org.gapferry.importer;

import java.util.List;
import org.gapferry.bundle.read.Note;

/**
 * A received state that contradicts nothing that the store knows. Made by {@link Admit} alone; the only thing that
 * {@link Commit} takes.
 */
final class AdmittedState {
    private final ReceivedBundle received;
    private final List<Note> notes;

    AdmittedState(ReceivedBundle received, List<Note> notes) {
        this.received = received;
        this.notes = List.copyOf(notes);
    }

    /** What people should know of it. */
    List<Note> notes() {
        return notes;
    }

    ReceivedBundle received() {
        return received;
    }
}
