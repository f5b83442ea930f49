package org.gapferry.contract;

import java.net.URI;
import java.util.List;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.testkit.FakeNpmRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class NpmResolverTest extends ResolverContract {
    private final FakeNpmRegistry registry = new FakeNpmRegistry();

    @BeforeEach
    void publish() {
        registry.version("root", "1.0.0")
                .needs("dep", "^1")
                .needs("@scope/far", "*")
                .with("optionalDependencies", "{\"absent\":\"1\"}")
                .publish();
        registry.version("dep", "1.0.0").publish();
        registry.version("dep", "1.4.0").needs("deep", "~2.0").publish();
        registry.version("deep", "2.0.3").publish();
        registry.version("@scope/far", "3.0.0").needs("dep", "1.0.0").publish();
        registry.version("alone", "5.0.0").publish();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Override
    protected Ecosystem ecosystem() {
        return Ecosystems.ALL.named("npm").orElseThrow();
    }

    @Override
    protected URI upstream() {
        return registry.url();
    }

    @Override
    protected List<String> good() {
        return List.of("root", "alone@^5");
    }

    @Override
    protected String bad() {
        return "gone@^1";
    }
}
