package org.gapferry.ecosystem.pulumi.model;

import org.gapferry.bundle.Coordinates;

/** The command line tools that are released as archives of their own. */
public enum Product {
    /** The CLI. */
    PULUMI("cli", "pulumi", "releases/sdk/", ""),
    /** The CLI of environments, secrets and configuration. */
    ESC("esc", "esc", "esc/releases/", "esc/");

    private final String key;
    private final String word;
    private final String folder;
    private final String prefix;

    Product(String key, String word, String folder, String prefix) {
        this.key = key;
        this.word = word;
        this.folder = folder;
        this.prefix = prefix;
    }

    /** How a manifest asks for it. */
    public String key() {
        return key;
    }

    /** Its repository below the organisation {@code pulumi}, and what its archives begin with. */
    public String word() {
        return word;
    }

    /** The folder of its archives at get.pulumi.com, and in the mirror. */
    public String folder() {
        return folder;
    }

    /** What stands before {@code latest-version}. */
    public String prefix() {
        return prefix;
    }

    public Coordinates coordinates() {
        return new Coordinates(PulumiCoordinates.TYPE, "cli", word, "");
    }

    public String archive(String version, Platform platform) {
        return word + "-v" + version + "-" + platform.ofCli() + (platform.os().equals("windows") ? ".zip" : ".tar.gz");
    }

    public String checksums(String version) {
        return word + "-" + version + "-checksums.txt";
    }
}
