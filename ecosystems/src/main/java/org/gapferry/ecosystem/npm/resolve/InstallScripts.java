package org.gapferry.ecosystem.npm.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.ecosystem.npm.model.NpmJson;
import org.gapferry.ecosystem.npm.model.NpmPointers;
import tools.jackson.databind.JsonNode;

/**
 * What a package's install scripts need that no registry serves: a compiler, or the network. Nothing is run; its texts
 * are read.
 */
public final class InstallScripts {
    static final String SCRIPT = "install-script";
    static final String TOOLCHAIN = "needs-toolchain";
    static final String DOWNLOADS = "downloads-at-install";

    private static final Pattern SCRIPT_FILE = Pattern.compile("\\bnode\\s+(?:-\\S+\\s+)*([^\\s;&|]+)");
    private static final Pattern REQUIRED =
            Pattern.compile("(?:require\\(|from\\s+|import\\s+)\\s*['\"](\\./[^'\"]+|\\.\\./[^'\"]+)['\"]");
    private static final Pattern NETWORK = Pattern.compile(
            "\\bhttps?\\.(?:get|request)\\s*\\(|\\bfetch\\s*\\(|\\b(?:got|axios|needle|undici|node-fetch)\\b.*\\(|\\bcurl\\b|\\bwget\\b");
    private static final Pattern HOST =
            Pattern.compile("https?://([a-z0-9][a-z0-9.-]*\\.[a-z]{2,})", Pattern.CASE_INSENSITIVE);
    private static final Pattern DOWNLOADERS =
            Pattern.compile("\\b(?:node-pre-gyp|prebuild-install|cmake-js|bin-wrapper|download)\\b|pulumi-plugin");
    private static final Set<String> DOWNLOADER_PACKAGES = Set.of(
            "node-pre-gyp",
            "@mapbox/node-pre-gyp",
            "prebuild-install",
            "bin-wrapper",
            "@electron/get",
            "install-artifact-from-github",
            "cmake-js");
    private static final Map<String, Switch> KNOWN = known();

    /** A package whose ways are known. */
    private record Switch(boolean downloads, String offline) {}

    /**
     * What was found.
     *
     * @param flags for the inventory
     * @param download what is downloaded and how to do without; empty if nothing is
     */
    record Verdict(List<String> flags, String download) {}

    private final JsonNode manifest;
    private final Map<String, String> texts = new TreeMap<>();
    private boolean bindingGyp;

    InstallScripts(JsonNode manifest) {
        this.manifest = manifest;
    }

    private static Map<String, Switch> known() {
        try (InputStream in = InstallScripts.class.getResourceAsStream("install-scripts.json")) {
            Map<String, Switch> known = new HashMap<>();
            NpmJson.read(Objects.requireNonNull(in).readAllBytes())
                    .path("packages")
                    .forEach(entry -> known.put(
                            NpmJson.text(entry, "name"),
                            new Switch(entry.path("downloads").asBoolean(true), NpmJson.text(entry, "offline"))));
            return known;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True if there is something to be read in the archive. */
    static boolean isThere(JsonNode manifest) {
        return NpmJson.hasInstallScript(manifest);
    }

    /** True for the files that a verdict may need. */
    static boolean wants(String path) {
        return path.equals("binding.gyp")
                || path.matches("(?!node_modules/).*\\.(?:js|cjs|mjs|sh)") && !path.contains("/node_modules/");
    }

    void take(String path, byte[] content) {
        if (path.equals("binding.gyp")) {
            bindingGyp = true;
        } else {
            texts.put(path, new String(content, StandardCharsets.UTF_8));
        }
    }

    Verdict verdict() {
        Map<String, String> scripts = NpmJson.texts(manifest, "scripts");
        List<String> commands = new ArrayList<>();
        NpmPointers.INSTALL_SCRIPTS.forEach(
                name -> Optional.ofNullable(scripts.get(name)).ifPresent(commands::add));
        List<String> flags = new ArrayList<>(List.of(SCRIPT));
        boolean builds = manifest.path("gypfile").asBoolean(false)
                || bindingGyp && commands.isEmpty()
                || commands.stream()
                        .anyMatch(command -> command.contains("node-gyp") && !command.contains("node-gyp-build"));
        if (builds) {
            flags.add(TOOLCHAIN);
        }
        String download = download(commands);
        if (!download.isEmpty()) {
            flags.add(DOWNLOADS);
        }
        return new Verdict(flags, download);
    }

    private String download(List<String> commands) {
        Switch known = KNOWN.get(NpmJson.text(manifest, "name"));
        if (known != null) {
            return known.downloads() ? known.offline() : "";
        }
        String host = NpmJson.text(manifest.path("binary"), "host");
        if (!host.isEmpty()) {
            String name = NpmJson.text(manifest.path("binary"), "module_name");
            return "a binary from " + host + "; offline: npm_config_"
                    + (name.isEmpty() ? NpmJson.text(manifest, "name") : name).replaceAll("[^A-Za-z0-9]", "_")
                    + "_binary_host=URL of a copy";
        }
        Set<String> hosts = new LinkedHashSet<>();
        boolean network = false;
        for (String text : reached(commands)) {
            network |= NETWORK.matcher(text).find();
            Matcher literal = HOST.matcher(text);
            while (literal.find()) {
                hosts.add(literal.group(1));
            }
        }
        boolean downloader = commands.stream()
                        .anyMatch(command -> DOWNLOADERS.matcher(command).find())
                || NpmJson.texts(manifest, "dependencies").keySet().stream().anyMatch(DOWNLOADER_PACKAGES::contains);
        if (!network && !downloader) {
            return "";
        }
        return "something" + (hosts.isEmpty() ? "" : " (its scripts name " + String.join(", ", hosts) + ")")
                + "; no workaround is known: see `" + String.join("; ", commands) + "`";
    }

    /** The scripts' own commands, the files that they run, and what those require in the same package. */
    private List<String> reached(List<String> commands) {
        List<String> reached = new ArrayList<>(commands);
        Set<String> files = new LinkedHashSet<>();
        for (String command : commands) {
            Matcher file = SCRIPT_FILE.matcher(command);
            while (file.find()) {
                named(file.group(1).replaceAll("^['\"]|['\"]$", "")).ifPresent(files::add);
            }
        }
        List<String> queue = new ArrayList<>(files);
        for (int i = 0; i < queue.size(); i++) {
            String text = texts.getOrDefault(queue.get(i), "");
            reached.add(text);
            String folder = queue.get(i).contains("/") ? queue.get(i).replaceFirst("/[^/]*$", "/") : "";
            Matcher required = REQUIRED.matcher(text);
            while (required.find()) {
                named(folder + required.group(1)).filter(files::add).ifPresent(queue::add);
            }
        }
        return reached;
    }

    private Optional<String> named(String path) {
        String plain = java.net
                .URI
                .create("/")
                .resolve(Pattern.compile("[^A-Za-z0-9._/-]").matcher(path).replaceAll("_"))
                .getPath()
                .replaceFirst("^/+", "");
        for (String suffix : List.of("", ".js", ".cjs", ".mjs", "/index.js")) {
            if (texts.containsKey(plain + suffix)) {
                return Optional.of(plain + suffix);
            }
        }
        return Optional.empty();
    }
}
