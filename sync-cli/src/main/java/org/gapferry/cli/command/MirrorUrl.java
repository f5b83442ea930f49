package org.gapferry.cli.command;

import java.net.URI;
import org.gapferry.cli.CliProblem;

/** The address of a mirror, as an option gives it. */
final class MirrorUrl {
    private MirrorUrl() {}

    /**
     * With a slash at its end.
     *
     * @throws org.gapferry.bundle.ProblemException USAGE
     */
    static URI parse(String url) {
        try {
            URI given = URI.create(url.endsWith("/") ? url : url + "/");
            if (given.getHost() != null && ("http".equals(given.getScheme()) || "https".equals(given.getScheme()))) {
                return given;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw CliProblem.BAD_OPTION.thrown(
                "--url", "not an http or https URL: `" + url + "`", "--url http://127.0.0.1:8080");
    }
}
