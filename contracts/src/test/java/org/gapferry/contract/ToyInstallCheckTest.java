package org.gapferry.contract;

import java.util.List;
import java.util.Map;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.InventoryLine;
import org.gapferry.contract.toy.Toy;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.manifest.Target;

class ToyInstallCheckTest extends InstallCheckContract {
    @Override
    protected Ecosystem ecosystem() {
        return Toy.ECOSYSTEM;
    }

    @Override
    protected HeldCatalog complete() {
        Coordinates train = new Coordinates("toy", "", "train", "1.0");
        Coordinates rail = new Coordinates("toy", "", "rail", "2.1");
        return new HeldCatalog()
                .artifact(train, "train.toy", "train-linux.txt", "train-windows.txt")
                .artifact(rail, "rail.toy")
                .document(train, "about", "rail\nfor:linux train-linux.txt\nfor:windows train-windows.txt\n")
                .document(rail, "about", "")
                .document(new Coordinates("toy", "", "shelf", ""), "newest", "1\nfirst\n");
    }

    @Override
    protected List<String> required() {
        return List.of("train");
    }

    @Override
    protected Target target() {
        return new Target("linux", "x64", "glibc", Map.of());
    }

    @Override
    protected boolean isSpare(InventoryLine line) {
        return line.line().contains("pkg:toy/shelf#");
    }

    @Override
    protected boolean isSpare(ArtifactFile file) {
        return file.name().equals("train-windows.txt");
    }
}
