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
        Coordinates train = new Coordinates("toy", "", "train", "");
        Coordinates shelf = new Coordinates("toy", "", "shelf", "");
        return new HeldCatalog()
                .artifact(train.at("1.0"), "train.toy", "wheels.txt")
                .artifact(train.at("2.0"), "train.toy")
                .document(train.at("1.0"), "about", "rail\n")
                .document(shelf, "newest", "1\nfirst\n")
                .document(shelf, "row/1", "first\n");
    }

    @Override
    protected List<String> served() {
        return List.of(
                "toy/train",
                "toy/train/1.0",
                "toy/train/1.0/wheels.txt",
                "toy/train/1.0/about",
                "toy/train/2.0",
                "toy/-/newest",
                "toy/-/row/1");
    }

    @Override
    protected List<String> absent() {
        return List.of(
                "toy/rail",
                "toy/train/3.0",
                "toy/train/1.0/x",
                "toy/train/2.0/about",
                "toy/Train",
                "toy/-/row/2",
                "toy/-");
    }
}
