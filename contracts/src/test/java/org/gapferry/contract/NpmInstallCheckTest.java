package org.gapferry.contract;

import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.manifest.Target;

class NpmInstallCheckTest extends InstallCheckContract {
    private static Coordinates npm(String name, String version) {
        return new Coordinates("npm", "", name, version);
    }

    private static String manifest(String name, String version, String more) {
        return "{\"name\":\"" + name + "\",\"version\":\"" + version + "\"" + more
                + ",\"dist\":{\"tarball\":\"https://up.test/x.tgz\",\"integrity\":\"sha512-" + "A".repeat(86)
                + "==\"}}";
    }

    @Override
    protected Ecosystem ecosystem() {
        return Ecosystems.ALL.named("npm").orElseThrow();
    }

    @Override
    protected HeldCatalog complete() {
        return new HeldCatalog()
                .artifact(npm("root", "1.0.0"), "root-1.0.0.tgz")
                .artifact(npm("dep", "1.2.0"), "dep-1.2.0.tgz")
                .artifact(npm("tagged", "1.0.0-rc.1"), "tagged-1.0.0-rc.1.tgz")
                .artifact(npm("for-linux", "1.0.0"), "for-linux-1.0.0.tgz")
                .document(
                        npm("root", "1.0.0"),
                        "manifest",
                        manifest(
                                "root",
                                "1.0.0",
                                ",\"dependencies\":{\"dep\":\"^1\",\"tagged\":\"next\"},"
                                        + "\"optionalDependencies\":{\"for-linux\":\"1\"}"))
                .document(npm("dep", "1.2.0"), "manifest", manifest("dep", "1.2.0", ""))
                .document(npm("tagged", "1.0.0-rc.1"), "manifest", manifest("tagged", "1.0.0-rc.1", ""))
                .document(npm("for-linux", "1.0.0"), "manifest", manifest("for-linux", "1.0.0", ",\"os\":[\"linux\"]"))
                .tag(npm("root", ""), "tag/latest", "1.0.0")
                .tag(npm("tagged", ""), "tag/next", "1.0.0-rc.1");
    }

    @Override
    protected List<String> required() {
        return List.of("root@^1");
    }

    @Override
    protected Target target() {
        return new Target("linux", "x64", "glibc", Map.of("node", List.of("22")));
    }

    @Override
    protected boolean isSpare(InventoryLine line) {
        return line.line().contains("root#tag/latest"); // the mirror makes one where upstreams had none
    }
}
