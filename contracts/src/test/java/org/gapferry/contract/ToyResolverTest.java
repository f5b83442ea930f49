package org.gapferry.contract;

import java.net.URI;
import java.util.List;
import org.gapferry.contract.toy.Toy;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.testkit.FakeFileServer;
import org.junit.jupiter.api.AfterEach;

class ToyResolverTest extends ResolverContract {
    private final FakeFileServer toys = new FakeFileServer()
            .file("/train.toy", "1.0\nrail\nfor:linux wheels.txt\nfor:windows sail.txt\n")
            .file("/rail.toy", "2.1\n")
            .file("/ball.toy", "1\n")
            .file("/shelf", "2\nfirst\nsecond\n");

    @AfterEach
    void close() {
        toys.close();
    }

    @Override
    protected Ecosystem ecosystem() {
        return Toy.ECOSYSTEM;
    }

    @Override
    protected URI upstream() {
        return toys.url();
    }

    @Override
    protected List<String> good() {
        return List.of("train", "ball");
    }

    @Override
    protected String bad() {
        return "gone";
    }
}
