package org.gapferry.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.gapferry.export.ExportListener;
import org.gapferry.importer.ImportListener;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows how long work goes on: repainted in place on a terminal, else a line now and then. Nothing for work of less
 * than a second.
 */
public final class Progress implements ExportListener, ImportListener, AutoCloseable {
    private static final long FIRST_MILLIS = 1000;
    private static final long REPAINT_MILLIS = 200;
    private static final long LINE_MILLIS = 10_000;

    private final Ui ui;
    private final boolean terminal;
    private final AtomicLong items = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final Thread painter;
    private final Map<String, Long> millis = new LinkedHashMap<>();
    private volatile String phase = "";
    private volatile long totalItems = -1;
    private volatile long totalBytes = -1;
    private volatile long phaseBegin = System.nanoTime();
    private volatile boolean painted;

    public Progress(Ui ui) {
        this.ui = ui;
        this.terminal = ui.interactive();
        this.painter = new Thread(this::paint, "progress");
        painter.setDaemon(true);
        if (!ui.quiet()) {
            painter.start();
        }
    }

    @Override
    public void phase(String name, long total) {
        switchTo(name);
        boolean countsBytes = name.equals("receive") || name.equals("verify");
        totalItems = countsBytes ? -1 : total;
        totalBytes = countsBytes ? total : -1;
    }

    private synchronized void switchTo(String name) {
        long now = System.nanoTime();
        if (!phase.isEmpty()) {
            millis.merge(phase, (now - phaseBegin) / 1_000_000, Long::sum);
        }
        items.set(0);
        bytes.set(0);
        phaseBegin = now;
        phase = name;
    }

    /** Ends the phase, and tells how long each one since the last call took. */
    public synchronized ObjectNode phaseMillis() {
        switchTo("");
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        millis.forEach(document::put);
        millis.clear();
        return document;
    }

    @Override
    public void item(String what) {
        items.incrementAndGet();
    }

    @Override
    public void bytes(long count) {
        bytes.addAndGet(count);
    }

    private void paint() {
        long begin = System.nanoTime();
        long lastLine = begin;
        try {
            Thread.sleep(FIRST_MILLIS);
            while (!Thread.currentThread().isInterrupted()) {
                if (terminal) {
                    System.err.print("\r\u001b[K" + line());
                    painted = true;
                } else if ((System.nanoTime() - lastLine) / 1_000_000 >= LINE_MILLIS) {
                    ui.say(line());
                    lastLine = System.nanoTime();
                }
                Thread.sleep(REPAINT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String line() {
        double seconds = Math.max(0.001, (System.nanoTime() - phaseBegin) / 1e9);
        StringBuilder line = new StringBuilder(phase);
        long doneItems = items.get();
        long doneBytes = bytes.get();
        if (doneItems > 0 || totalItems > 0) {
            line.append(' ').append(doneItems).append(totalItems > 0 ? "/" + totalItems : "");
        }
        if (doneBytes > 0) {
            line.append(' ')
                    .append(Sizes.text(doneBytes))
                    .append(totalBytes > 0 ? " of " + Sizes.text(totalBytes) : "");
            line.append(", ").append(Sizes.text((long) (doneBytes / seconds))).append("/s");
        }
        double share =
                totalBytes > 0 ? (double) doneBytes / totalBytes : totalItems > 0 ? (double) doneItems / totalItems : 0;
        if (share > 0.01 && share < 1) {
            line.append(String.format(Locale.ROOT, ", %d s left", Math.round(seconds / share - seconds)));
        }
        return line.toString();
    }

    @Override
    public void close() {
        painter.interrupt();
        if (painted) {
            System.err.print("\r\u001b[K");
        }
    }
}
