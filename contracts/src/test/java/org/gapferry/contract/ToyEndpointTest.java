package org.gapferry.contract;

import java.util.List;
import org.gapferry.bundle.Coordinates;
import org.gapferry.contract.toy.Toy;
import org.gapferry.ecosystem.Ecosystem;

class ToyEndpointTest extends EndpointContract {
    @Override
    protected Ecosystem ecosystem() {
        return Toy.ECOSYSTEM;
    }

    @Override
    protected HeldCatalog held() {
        return new HeldCatalog()
                .artifact(new Coordinates("toy", "", "train", "1.0"), "train.toy")
                .artifact(new Coordinates("toy", "", "train", "2.0"), "train-2.toy");
    }

    @Override
    protected List<String> served() {
        return List.of("toy/train", "toy/train/1.0", "toy/train/2.0");
    }

    @Override
    protected List<String> absent() {
        return List.of("toy/rail", "toy/train/3.0", "toy/train/1.0/x", "toy/Train");
    }
}
