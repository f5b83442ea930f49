package org.gapferry.ecosystem.pulumi;

import org.gapferry.bundle.Coordinates;

/** The command line tools that are released as archives of their own. */
enum Product {
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
    String key() {
        return key;
    }

    /** Its repository below the organisation {@code pulumi}, and what its archives begin with. */
    String word() {
        return word;
    }

    /** The folder of its archives at get.pulumi.com, and in the mirror. */
    String folder() {
        return folder;
    }

    /** What stands before {@code latest-version}. */
    String prefix() {
        return prefix;
    }

    Coordinates coordinates() {
        return new Coordinates(Pulumi.ID, "cli", word, "");
    }

    String archive(String version, Platform platform) {
        return word + "-v" + version + "-" + platform.ofCli() + (platform.os().equals("windows") ? ".zip" : ".tar.gz");
    }

    String checksums(String version) {
        return word + "-" + version + "-checksums.txt";
    }
}
