package org.gapferry.ecosystem.pulumi.serve;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.client.ClientProblem;

/** The known traps in the CLI's environment. */
public final class PulumiDoctor {
    private static final String OVERRIDES = "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES";
    private static final String PANICS = ": every command of the CLI fails with a stack trace";
    /**
     * What entries are matched against: an ordinary plugin, one of a third party, a vendor's server, and the last
     * resort.
     */
    private static final List<String> SUBJECTS = List.of(
            "github://api.github.com/pulumi/pulumi-random",
            "github://api.github.com/example/pulumi-example",
            "https://plugins.example.test/releases",
            "https://get.pulumi.com/releases/plugins");

    private final Map<String, String> variables;
    private final Optional<URI> base;
    private final List<Problem> problems = new ArrayList<>();

    public PulumiDoctor(Map<String, String> variables, Optional<URI> base) {
        this.variables = variables;
        this.base = base;
    }

    public List<Problem> problems() {
        overrides();
        registry();
        if (!isTrue("PULUMI_SKIP_UPDATE_CHECK")) {
            add(
                    ClientProblem.WAITS,
                    "PULUMI_SKIP_UPDATE_CHECK",
                    "each run asks api.pulumi.com for the newest version",
                    "export PULUMI_SKIP_UPDATE_CHECK=true");
        }
        if (isTrue("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION")) {
            add(
                    ClientProblem.KNOW,
                    "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION",
                    "plugins are not downloaded, from the mirror neither: they must be installed before",
                    "gapferry pulumi seed --store STORE --home \"$PULUMI_HOME\"");
        }
        if (!value("GITHUB_TOKEN").isEmpty()) {
            add(
                    ClientProblem.KNOW,
                    "GITHUB_TOKEN",
                    "the CLI sends it to the host that stands for GitHub, which is the mirror",
                    "unset GITHUB_TOKEN");
        }
        for (String kind : List.of("", "POLICY_", "PACKAGE_")) {
            templates("PULUMI_" + kind + "TEMPLATE_PATH");
        }
        certificates();
        proxies();
        return List.copyOf(problems);
    }

    private void overrides() {
        String list = value(OVERRIDES);
        if (list.isEmpty()) {
            add(ClientProblem.FAILS, OVERRIDES, "not set, so the CLI requests plugins from GitHub", setup());
            return;
        }
        boolean[] matched = new boolean[SUBJECTS.size()];
        boolean latest = false;
        for (String entry : list.split(",", -1)) {
            String[] parts = entry.split("=", -1);
            if (entry.isEmpty()) {
                add(ClientProblem.FAILS, OVERRIDES, "an entry is empty, as after a comma at the end" + PANICS, setup());
            } else if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
                add(
                        ClientProblem.FAILS,
                        OVERRIDES,
                        "`" + entry + "` is not an expression, one `=` and a URL, with no further comma or `=`"
                                + PANICS,
                        setup());
            } else {
                latest |= parts[1].startsWith("github://") || parts[1].startsWith("gitlab://");
                entry(entry, parts[0], parts[1], matched);
            }
        }
        if (!problems.isEmpty()) {
            return;
        }
        for (int i = 0; i < matched.length; i++) {
            if (!matched[i]) {
                add(
                        ClientProblem.FAILS,
                        OVERRIDES,
                        "no entry matches `" + SUBJECTS.get(i) + "`, so such plugins are asked for there",
                        setup());
            }
        }
        if (!latest) {
            add(
                    ClientProblem.KNOW,
                    OVERRIDES,
                    "nothing stands for GitHub's API, so the newest version is not found: each plugin must be named with its version",
                    "serve over HTTPS: gapferry serve --tls-cert FILE --tls-key FILE, then: gapferry client-config pulumi --url https://...");
        }
    }

    private void entry(String entry, String expression, String url, boolean[] matched) {
        if (!url.equals(url.strip()) || !expression.equals(expression.strip())) {
            add(ClientProblem.FAILS, OVERRIDES, "`" + entry + "` has blanks at an end, which count", setup());
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            add(ClientProblem.FAILS, OVERRIDES, "`" + expression + "` is not a regular expression" + PANICS, setup());
            return;
        }
        boolean any = false;
        for (int i = 0; i < SUBJECTS.size(); i++) {
            boolean found = pattern.matcher(SUBJECTS.get(i)).find();
            matched[i] |= found;
            any |= found;
        }
        if (!any && expression.matches("\\^?[A-Za-z0-9_-]+\\$?")) {
            add(
                    ClientProblem.FAILS,
                    OVERRIDES,
                    "`" + expression
                            + "` is the name of a plugin, but what is matched is where it comes from, such as `"
                            + SUBJECTS.get(0) + "`",
                    setup());
        }
        if (expression.matches(".*\\((?!\\?:).*") && !url.contains("$")) {
            add(
                    ClientProblem.FAILS,
                    OVERRIDES,
                    "`" + entry + "` has groups and its URL uses none: a shell took the `$1` away",
                    "quote it with single quotes; in Compose files write $$1");
        }
        if (base.isPresent() && !url.contains(base.get().getRawAuthority())) {
            add(
                    ClientProblem.FAILS,
                    OVERRIDES,
                    "`" + url + "` is not the mirror " + base.get().getRawAuthority(),
                    setup());
        }
    }

    private void registry() {
        String api = value("PULUMI_API");
        if (isTrue("PULUMI_DISABLE_REGISTRY_RESOLVE")) {
            add(
                    ClientProblem.KNOW,
                    "PULUMI_DISABLE_REGISTRY_RESOLVE",
                    "plugins whose names the CLI does not know itself are not found without --server",
                    "unset PULUMI_DISABLE_REGISTRY_RESOLVE, and set PULUMI_API to the mirror");
        } else if (api.isEmpty()) {
            add(
                    ClientProblem.WAITS,
                    "PULUMI_API",
                    "`plugin install` and `package` contact api.pulumi.com first, and wait seven seconds for each name if it does not answer",
                    setup());
        } else if (base.isPresent() && !api.contains(base.get().getRawAuthority())) {
            add(
                    ClientProblem.FAILS,
                    "PULUMI_API",
                    "`" + api + "` is not the mirror " + base.get().getRawAuthority(),
                    setup());
        }
    }

    /** The CLI removes the folder, unless it is a clone of the repository that it would clone. */
    private void templates(String name) {
        String folder = value(name);
        if (!folder.isEmpty() && Files.isDirectory(Path.of(folder)) && !Files.exists(Path.of(folder, ".git"))) {
            add(
                    ClientProblem.FAILS,
                    name,
                    "`" + folder + "` is not a clone of a repository: the CLI removes the whole folder",
                    "unset " + name + ", and name the folder itself: pulumi new " + folder);
        }
    }

    private void certificates() {
        for (String name : List.of("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")) {
            String file = value(name);
            if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
                add(ClientProblem.FAILS, name, "there is no file `" + file + "` that can be read", "unset " + name);
            }
        }
    }

    private void proxies() {
        String host = base.map(URI::getHost).orElse("");
        String without = value("NO_PROXY").isEmpty() ? value("no_proxy") : value("NO_PROXY");
        boolean around = host.isEmpty()
                || host.equals("localhost")
                || host.startsWith("127.")
                || Arrays.stream(without.split(",", -1))
                        .map(String::strip)
                        .anyMatch(one -> one.equals("*")
                                || host.equals(one)
                                || !one.isEmpty() && host.endsWith(one.startsWith(".") ? one : "." + one));
        for (String name : List.of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")) {
            if (!value(name).isEmpty() && !around) {
                add(
                        ClientProblem.KNOW,
                        name,
                        "the CLI asks the mirror through a proxy",
                        "export NO_PROXY=" + (without.isEmpty() ? host : without + "," + host));
                return;
            }
        }
    }

    private String setup() {
        String url =
                base.map(one -> one.getScheme() + "://" + one.getRawAuthority()).orElse("https://mirror.example.test");
        return "eval \"$(gapferry client-config pulumi --url " + url + ")\"";
    }

    private boolean isTrue(String name) {
        return List.of("1", "true", "TRUE", "True", "t", "T").contains(value(name));
    }

    private String value(String name) {
        return variables.getOrDefault(name, "");
    }

    private void add(ClientProblem problem, String where, String what, String hint) {
        problems.add(problem.at(where, what, hint));
    }
}
