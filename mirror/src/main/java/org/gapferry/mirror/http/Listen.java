package org.gapferry.mirror.http;

import org.gapferry.mirror.store.StoreProblem;

/**
 * An address to listen on.
 *
 * @param host a name or an address, IPv6 in brackets
 * @param port 0 for any free one
 */
public record Listen(String host, int port) {
    /**
     * Reads {@code HOST:PORT}.
     *
     * @param option for messages
     * @throws org.gapferry.bundle.ProblemException USAGE
     */
    public static Listen parse(String option, String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1
                || !text.substring(colon + 1).matches("[0-9]{1,5}")
                || Integer.parseInt(text.substring(colon + 1)) > 65_535) {
            throw StoreProblem.BAD_ADDRESS.thrown(
                    option, "`" + text + "` is not HOST:PORT", "write: " + option + " 127.0.0.1:8080");
        }
        return new Listen(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /** True for all addresses of the machine: it does not say what clients call it. */
    boolean isEverywhere() {
        return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]") || host.equals("*");
    }

    /** As a socket takes it. */
    String bindHost() {
        return host.replaceAll("^\\[|]$", "");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
