package org.gapferry.bundle.write;

import java.nio.file.Path;
import org.gapferry.bundle.read.Statement;

/** A bundle that was written, in a folder of its own. */
public record SealedBundle(Path folder, Statement statement) {}
