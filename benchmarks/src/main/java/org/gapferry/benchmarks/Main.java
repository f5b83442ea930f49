package org.gapferry.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * {@code build-large FOLDER N [BYTES]}, {@code import-large FOLDER N [BYTES]}, {@code feed FOLDER N}, {@code
 * medium-large FOLDER N}, {@code medium-small FOLDER N}: see {@code benchmarks/run}. {@code build-sparse FOLDER GIB},
 * {@code verify-sparse FOLDER GIB}, {@code build-feed FOLDER N}, {@code export-large FOLDER N}: see {@code
 * benchmarks/memory}.
 */
public final class Main {
    private static final int SMALL = 12;

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        int size = arguments.length > 3 ? Integer.parseInt(arguments[3]) : SMALL;
        String json =
                switch (arguments[0]) {
                    case "build-large" -> {
                        LargeInventory.build(folder, count, size);
                        yield "";
                    }
                    case "import-large" -> LargeInventory.importAndServe(folder, count, size);
                    case "medium-large" -> Medium.measure(folder, count, 512L << 20, (512L << 20) + (64 << 10));
                    case "medium-small" -> Medium.measure(folder, count, 2 << 10, 4L << 30);
                    case "build-sparse" -> Medium.buildSparse(folder, count);
                    case "verify-sparse" -> Medium.verifySparse(folder, count);
                    case "build-feed" -> {
                        LargeFeed.build(folder, count);
                        yield "";
                    }
                    case "export-large" -> LargeFeed.measure(folder, count);
                    case "feed" -> GrowingFeed.measure(folder, count);
                    default -> throw new IllegalArgumentException(arguments[0]);
                };
        if (!json.isEmpty()) {
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8).println(json);
        }
    }
}
