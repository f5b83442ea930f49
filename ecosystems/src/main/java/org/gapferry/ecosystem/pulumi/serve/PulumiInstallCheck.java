package org.gapferry.ecosystem.pulumi.serve;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.pulumi.model.Platform;
import org.gapferry.ecosystem.pulumi.model.Plugin;
import org.gapferry.ecosystem.pulumi.model.PluginServer;
import org.gapferry.ecosystem.pulumi.model.Product;
import org.gapferry.ecosystem.pulumi.model.PulumiJson;
import org.gapferry.ecosystem.pulumi.project.PulumiProject;
import org.gapferry.ecosystem.pulumi.project.PulumiRequirement;
import org.gapferry.ecosystem.pulumi.project.Report;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.LeftOut;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.serve.InstallCheck;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.version.SemverRange;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Asks what the CLI asks for: the version where none is named, the release as GitHub's API tells it, the archive of the
 * platform.
 */
public final class PulumiInstallCheck implements InstallCheck {
    @Override
    public Result check(Install install, Tasks tasks) {
        Mirror mirror = install.mirror();
        List<LeftOut> leftOut = install.leftOut();
        List<Problem> problems = new ArrayList<>();
        List<DerivedRequirement> derived = new ArrayList<>();
        Platform platform = Platform.of(install.target());
        for (Requirement requirement : install.requirements()) {
            if (requirement instanceof PulumiRequirement.OfPlugin plugin) {
                plugin(plugin, platform, leftOut, mirror, problems);
            } else if (requirement instanceof PulumiRequirement.OfProduct product) {
                product(product, platform, leftOut, mirror, problems);
            } else if (requirement instanceof PulumiRequirement.OfTemplate template) {
                String path = "templates/" + template.folder().getFileName() + ".zip";
                expect(mirror.get(path, "*/*"), path, requirement, problems);
                derived.addAll(PulumiProject.read(template).requirements());
            } else if (requirement instanceof PulumiRequirement.OfProject project) {
                derived.addAll(PulumiProject.read(project).requirements());
            } else if (requirement instanceof PulumiRequirement.OfReport report) {
                derived.addAll(Report.read(report).requirements());
            } else if (requirement instanceof PulumiRequirement.OfPreset preset) {
                derived.addAll(preset.preset().requirements());
            } else {
                throw new IllegalArgumentException("not a requirement of Pulumi: " + requirement);
            }
        }
        return new Result(problems, derived);
    }

    private static void plugin(
            PulumiRequirement.OfPlugin requirement,
            Platform platform,
            List<LeftOut> leftOut,
            Mirror mirror,
            List<Problem> problems) {
        String repository = requirement.server() instanceof PluginServer.GitHub github
                ? github.organisation() + "/" + github.repository()
                : "pulumi/" + requirement.kind().repository(requirement.name());
        String version = requirement.wanted().replaceFirst("^v", "");
        if (!Plugin.isVersion(version)) {
            String latest = "/repos/" + repository + "/releases/latest";
            MirrorResponse answer = mirror.get(latest, "application/json");
            if (!expect(answer, latest, requirement, problems)) {
                return;
            }
            version = json(answer).path("tag_name").asString("").replaceFirst("^v", "");
        }
        Plugin plugin = new Plugin(requirement.kind(), requirement.name(), version);
        String archive = plugin.archive(platform);
        if (lacks(leftOut, plugin.coordinates().toString(), platform)) {
            return;
        }
        String folder = "releases/plugins/" + PluginServer.escaped(archive);
        expect(mirror.get(folder, "*/*"), folder, requirement, problems);
        String tag = "/repos/" + repository + "/releases/tags/v" + PluginServer.escaped(version);
        MirrorResponse release = mirror.get(tag, "application/json");
        if (expect(release, tag, requirement, problems)) {
            boolean listed = false;
            for (JsonNode asset : json(release).path("assets")) {
                listed |= PulumiJson.text(asset, "name").equals(archive);
            }
            if (!listed) {
                problems.add(missing(requirement, tag + " does not list " + archive));
            }
        }
    }

    private static boolean lacks(List<LeftOut> leftOut, String coordinates, Platform platform) {
        LeftOut.Part part = new LeftOut.Part(coordinates, platform.toString());
        return leftOut.stream().anyMatch(missing -> missing.part().equals(part));
    }

    private static void product(
            PulumiRequirement.OfProduct requirement,
            Platform platform,
            List<LeftOut> leftOut,
            Mirror mirror,
            List<Problem> problems) {
        Product product = requirement.product();
        String latest = product.prefix() + "latest-version";
        MirrorResponse answer = mirror.get(latest, "*/*");
        if (!expect(answer, latest, requirement, problems)) {
            return;
        }
        String version =
                Plugin.isVersion(requirement.wanted()) ? requirement.wanted().replaceFirst("^v", "") : text(answer);
        boolean fits = requirement.wanted().equals("latest")
                || SemverRange.parse(requirement.wanted(), SemverRange.Mode.LOOSE)
                        .map(range -> range.isSatisfiedBy(version))
                        .orElse(false);
        if (fits && !lacks(leftOut, product.coordinates().at(version).toString(), platform)) {
            String archive = product.folder() + product.archive(version, platform);
            expect(mirror.get(archive, "*/*"), archive, requirement, problems);
            String checksums = product.folder() + product.checksums(version);
            expect(mirror.get(checksums, "*/*"), checksums, requirement, problems);
        }
    }

    private static boolean expect(MirrorResponse answer, String path, Requirement requirement, List<Problem> problems) {
        if (answer.status() != 200) {
            problems.add(missing(requirement, "the mirror would answer " + path + " with " + answer.status()));
        }
        return answer.status() == 200;
    }

    private static Problem missing(Requirement requirement, String what) {
        return EcosystemProblem.NOT_SERVED.at(requirement.origin(), requirement.text() + ": " + what);
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
