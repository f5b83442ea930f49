package org.gapferry.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@code build-large FOLDER N}, {@code import-large FOLDER N}, {@code feed FOLDER N},
 * {@code medium-large FOLDER N}, {@code medium-small FOLDER N}: see {@code benchmarks/run}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        String json =
                switch (arguments[0]) {
                    case "build-large" -> {
                        LargeInventory.build(folder, count);
                        yield "";
                    }
                    case "import-large" -> LargeInventory.importAndServe(folder, count);
                    case "medium-large" -> Medium.measure(folder, count, 512L << 20, (512L << 20) + (64 << 10));
                    case "medium-small" -> Medium.measure(folder, count, 2 << 10, 4L << 30);
                    case "feed" -> GrowingFeed.measure(folder, count);
                    default -> throw new IllegalArgumentException(arguments[0]);
                };
        if (!json.isEmpty()) {
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8).println(json);
        }
    }
}
