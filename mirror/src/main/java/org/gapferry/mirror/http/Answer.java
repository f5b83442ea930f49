package org.gapferry.mirror.http;

import org.gapferry.bundle.Blob;
import org.gapferry.ecosystem.serve.MirrorResponse;

/** What is sent to a request. Immutable, and safe for use by several threads. */
sealed interface Answer {
    /** ArtifactMetadata how much memory it takes, in bytes. */
    int weight();

    /** A document, whole in memory. */
    record OfDocument(Document document) implements Answer {
        @Override
        public int weight() {
            return document.weight();
        }
    }

    /** A blob, where it lies. */
    record OfContent(MirrorResponse answer, Blob blob, ServedState.Bytes bytes) implements Answer {
        private static final int WEIGHT = 1024;

        @Override
        public int weight() {
            return WEIGHT;
        }
    }
}
