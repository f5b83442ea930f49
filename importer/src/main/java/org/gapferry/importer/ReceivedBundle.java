package org.gapferry.importer;

import org.gapferry.bundle.read.AuthenticState;

/**
 * Our own copies of everything that the store lacked, hashed while they were copied. The medium is not read any more.
 * Made by {@link Receive}.
 */
final class ReceivedBundle {
    private final AuthenticState state;
    private final ReceivePlan plan;

    ReceivedBundle(AuthenticState state, ReceivePlan plan) {
        this.state = state;
        this.plan = plan;
    }

    AuthenticState state() {
        return state;
    }

    ReceivePlan plan() {
        return plan;
    }
}
