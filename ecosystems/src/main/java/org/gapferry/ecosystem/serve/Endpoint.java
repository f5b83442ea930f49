package org.gapferry.ecosystem.serve;

/** The mirror's side of a client's protocol, as a pure function. */
@FunctionalInterface
public interface Endpoint {
    /** Answers a request from one generation. Everything unknown is a 404. */
    MirrorResponse answer(MirrorRequest request, Catalog catalog);
}
