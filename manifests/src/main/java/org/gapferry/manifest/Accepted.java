package org.gapferry.manifest;

import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Digest;

/**
 * Bytes of a version that its upstream changed after they were shipped, and that people looked at and take.
 *
 * @param digest of the new bytes
 * @param reason theirs, carried to the receivers
 */
public record Accepted(Coordinates artifact, Digest digest, String reason) {}
