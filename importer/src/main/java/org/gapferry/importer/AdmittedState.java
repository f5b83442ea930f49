package org.gapferry.importer;

/** A received state that contradicts nothing that the store knows. Made by {@link Admit} alone; the only thing that {@link Commit} takes. */
final class AdmittedState {
    private final ReceivedBundle received;

    AdmittedState(ReceivedBundle received) {
        this.received = received;
    }

    ReceivedBundle received() {
        return received;
    }
}
