package org.gapferry.ecosystem.request;

import org.gapferry.bundle.Coordinates;
import tools.jackson.databind.JsonNode;

/**
 * A document in which a package of any ecosystem says what it is, such as its {@code package.json}.
 *
 * @param owner the version that has it
 * @param path of the file in the package, with slashes
 */
public record PackageDocument(Coordinates owner, String path, JsonNode content) {
    /** The last segment of its path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
