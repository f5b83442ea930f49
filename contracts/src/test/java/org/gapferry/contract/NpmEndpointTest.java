package org.gapferry.contract;

import java.util.List;
import org.gapferry.bundle.Coordinates;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;

class NpmEndpointTest extends EndpointContract {
    private static Coordinates left(String version) {
        return new Coordinates("npm", "", "left", version);
    }

    private static Coordinates scoped(String version) {
        return new Coordinates("npm", "@scope", "right", version);
    }

    private static String manifest(String name, String version) {
        return "{\"name\":\"" + name + "\",\"version\":\"" + version
                + "\",\"dist\":{\"tarball\":\"https://up.test/x.tgz\"}}";
    }

    @Override
    protected Ecosystem ecosystem() {
        return Ecosystems.ALL.ofSection("npm").orElseThrow();
    }

    @Override
    protected HeldCatalog held() {
        return new HeldCatalog()
                .artifact(left("1.0.0"), "left-1.0.0.tgz")
                .artifact(left("1.1.0-rc.1"), "left-1.1.0-rc.1.tgz")
                .artifact(scoped("2.0.0"), "right-2.0.0.tgz")
                .document(left("1.0.0"), "manifest", manifest("left", "1.0.0"))
                .document(left("1.1.0-rc.1"), "manifest", manifest("left", "1.1.0-rc.1"))
                .document(scoped("2.0.0"), "manifest", manifest("@scope/right", "2.0.0"))
                .document(left(""), "document", "{\"name\":\"left\",\"time\":{\"modified\":\"2024-01-01T00:00:00Z\"}}")
                .tag(left(""), "tag/latest", "1.0.0")
                .tag(left(""), "tag/next", "1.1.0-rc.1");
    }

    @Override
    protected List<String> served() {
        return List.of(
                "npm/-/ping",
                "npm/left",
                "npm/left/1.0.0",
                "npm/left/next",
                "npm/left/-/left-1.0.0.tgz",
                "npm/left/-/left-1.1.0-rc.1.tgz",
                "npm/@scope/right",
                "npm/@scope%2fright",
                "npm/@scope%2Fright/2.0.0",
                "npm/@scope/right/-/right-2.0.0.tgz",
                "npm/@scope/right/-/@scope/right-2.0.0.tgz");
    }

    @Override
    protected List<String> servedFromNothing() {
        return List.of("npm/-/ping");
    }

    @Override
    protected List<String> absent() {
        return List.of(
                "npm/gone",
                "npm/right",
                "npm/left/9.9.9",
                "npm/left/beta",
                "npm/left/-/left-9.9.9.tgz",
                "npm/left/-/right-2.0.0.tgz",
                "npm/@other/right",
                "npm/-/v1/search");
    }
}
