package org.gapferry.ecosystem.pulumi.model;

/** The names that Pulumi's artifacts have in an inventory. */
public final class PulumiCoordinates {
    /** The type of Pulumi's coordinates. */
    public static final String TYPE = "pulumi";

    private PulumiCoordinates() {}
}
