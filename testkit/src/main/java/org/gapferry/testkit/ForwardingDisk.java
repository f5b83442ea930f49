package org.gapferry.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.gapferry.bundle.disk.Disk;
import org.gapferry.bundle.disk.LocalDisk;

/** The machine's disk, but for what a subclass does otherwise. */
public abstract class ForwardingDisk implements Disk {
    protected final LocalDisk disk = new LocalDisk();

    @Override
    public void createFolder(Path folder) throws IOException {
        disk.createFolder(folder);
    }

    @Override
    public NewFile create(Path file) throws IOException {
        return disk.create(file);
    }

    @Override
    public NewFile append(Path file) throws IOException {
        return disk.append(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        disk.forceFolder(folder);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
    }

    @Override
    public List<String> list(Path folder) throws IOException {
        return disk.list(folder);
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public long size(Path file) throws IOException {
        return disk.size(file);
    }

    @Override
    public long usableSpace(Path folder) throws IOException {
        return disk.usableSpace(folder);
    }
}
