package org.gapferry.ecosystem.pulumi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.ImpliedWish;
import org.gapferry.ecosystem.MirrorResponse;
import org.gapferry.ecosystem.Rehearsal;
import org.gapferry.ecosystem.Wish;
import org.gapferry.manifest.Target;
import org.gapferry.semver.SemverRange;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks what the CLI asks for: the version where none is named, the release as GitHub's API tells it, the archive of the platform. */
final class PulumiRehearsal implements Rehearsal {
    @Override
    public Rehearsed rehearse(
            List<Wish> wishes, Target target, List<Problem> leftOut, Mirror mirror, ExecutorService executor) {
        List<Problem> problems = new ArrayList<>();
        List<ImpliedWish> implied = new ArrayList<>();
        Platform platform = Platform.of(target);
        for (Wish wish : wishes) {
            if (wish instanceof PulumiWish.OfPlugin plugin && !isLeftOut(leftOut, wish)) {
                plugin(plugin, platform, leftOut, mirror, problems);
            } else if (wish instanceof PulumiWish.OfProduct product) {
                product(product, platform, leftOut, mirror, problems);
            } else if (wish instanceof PulumiWish.OfTemplate template) {
                String path = "templates/" + template.folder().getFileName() + ".zip";
                expect(mirror.get(path, "*/*"), path, wish, problems);
            } else if (wish instanceof PulumiWish.OfProject project) {
                implied.addAll(PulumiProject.read(project).wishes());
            }
        }
        return new Rehearsed(problems, implied);
    }

    private static boolean isLeftOut(List<Problem> leftOut, Wish wish) {
        return leftOut.stream().anyMatch(note -> note.where().equals(wish.origin()));
    }

    private static void plugin(
            PulumiWish.OfPlugin wish, Platform platform, List<Problem> leftOut, Mirror mirror, List<Problem> problems) {
        String repository = wish.server() instanceof PluginServer.GitHub github
                ? github.organisation() + "/" + github.repository()
                : "pulumi/" + wish.kind().repository(wish.name());
        String version = wish.wanted().replaceFirst("^v", "");
        if (!Releases.isVersion(version)) {
            String latest = "/repos/" + repository + "/releases/latest";
            MirrorResponse answer = mirror.get(latest, "application/json");
            if (!expect(answer, latest, wish, problems)) {
                return;
            }
            version = json(answer).path("tag_name").asString("").replaceFirst("^v", "");
        }
        Plugin plugin = new Plugin(wish.kind(), wish.name(), version);
        String archive = plugin.archive(platform);
        if (lacks(leftOut, plugin.coordinates().toString(), platform)) {
            return;
        }
        String folder = "releases/plugins/" + PluginServer.escaped(archive);
        expect(mirror.get(folder, "*/*"), folder, wish, problems);
        String tag = "/repos/" + repository + "/releases/tags/v" + PluginServer.escaped(version);
        MirrorResponse release = mirror.get(tag, "application/json");
        if (expect(release, tag, wish, problems)) {
            boolean listed = false;
            for (JsonNode asset : json(release).path("assets")) {
                listed |= PulumiJson.text(asset, "name").equals(archive);
            }
            if (!listed) {
                problems.add(missing(wish, tag + " does not list " + archive));
            }
        }
    }

    private static boolean lacks(List<Problem> leftOut, String coordinates, Platform platform) {
        return leftOut.stream()
                .anyMatch(
                        note -> note.where().equals(coordinates) && note.what().contains(platform.toString()));
    }

    private static void product(
            PulumiWish.OfProduct wish,
            Platform platform,
            List<Problem> leftOut,
            Mirror mirror,
            List<Problem> problems) {
        Product product = wish.product();
        String latest = product.prefix() + "latest-version";
        MirrorResponse answer = mirror.get(latest, "*/*");
        if (!expect(answer, latest, wish, problems)) {
            return;
        }
        String version = Releases.isVersion(wish.wanted()) ? wish.wanted().replaceFirst("^v", "") : text(answer);
        boolean fits = wish.wanted().equals("latest")
                || SemverRange.parse(wish.wanted(), SemverRange.Mode.LOOSE)
                        .map(range -> range.isSatisfiedBy(version))
                        .orElse(false);
        if (fits && !lacks(leftOut, product.coordinates().at(version).toString(), platform)) {
            String archive = product.folder() + product.archive(version, platform);
            expect(mirror.get(archive, "*/*"), archive, wish, problems);
            String checksums = product.folder() + product.checksums(version);
            expect(mirror.get(checksums, "*/*"), checksums, wish, problems);
        }
    }

    private static boolean expect(MirrorResponse answer, String path, Wish wish, List<Problem> problems) {
        if (answer.status() != 200) {
            problems.add(missing(wish, "the mirror would answer " + path + " with " + answer.status()));
        }
        return answer.status() == 200;
    }

    private static Problem missing(Wish wish, String what) {
        return EcosystemProblem.NOT_SERVED.at(wish.origin(), wish.text() + ": " + what);
    }

    private static String text(MirrorResponse answer) {
        return answer.body() instanceof MirrorResponse.Bytes document
                ? new String(document.bytes(), StandardCharsets.UTF_8).strip()
                : "";
    }

    private static JsonNode json(MirrorResponse answer) {
        try {
            return PulumiJson.MAPPER.readTree(text(answer));
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }
}
