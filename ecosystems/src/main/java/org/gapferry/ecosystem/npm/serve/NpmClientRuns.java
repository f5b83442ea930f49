package org.gapferry.ecosystem.npm.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gapferry.bundle.FileReason;
import org.gapferry.ecosystem.client.ClientRuns;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.npm.model.PlatformFilter;
import org.gapferry.ecosystem.npm.project.NpmProject;
import org.gapferry.ecosystem.npm.project.NpmRequirement;
import org.gapferry.ecosystem.npm.project.ProjectFolder;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.manifest.Target;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code npm ci} of a project with a lockfile, {@code npm install} of everything else; no script is run. */
public final class NpmClientRuns implements ClientRuns {
    /** Deep enough that paths such as {@code ../../lib} of a project stay inside. */
    private static final String PROJECT = "1/2/3/4/5/6/project";

    @Override
    public List<Run> of(List<Requirement> requirements, Target target) {
        List<Run> runs = new ArrayList<>();
        for (Requirement requirement : requirements) {
            String what = requirement.origin() + " " + requirement.text() + " on " + target;
            if (requirement instanceof NpmRequirement.OfPackage of) {
                ObjectNode manifest = JsonNodeFactory.instance.objectNode().put("private", true);
                PackageSpec alias = of.spec().alias();
                manifest.putObject("dependencies")
                        .put(
                                of.spec().name(),
                                alias == null
                                        ? of.spec().fetchSpec()
                                        : "npm:" + alias.name() + "@" + alias.fetchSpec());
                runs.add(new Run(
                        what,
                        Map.of(
                                PROJECT + "/" + NpmProject.MANIFEST,
                                manifest.toString().getBytes(StandardCharsets.UTF_8)),
                        PROJECT,
                        command("install", target)));
            } else if (requirement instanceof NpmRequirement.OfProject of) {
                of.folder().project().ifPresent(project -> runs.add(project(what, of.folder(), project, target)));
            }
        }
        return runs;
    }

    private static Run project(String what, ProjectFolder folder, NpmProject project, Target target) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        boolean locked = false;
        List<Path> documents = new ArrayList<>(folder.documents());
        Path root = project.root();
        for (String place : project.dependencies().keySet()) {
            documents.add(root.resolve(place).resolve(NpmProject.MANIFEST).normalize());
        }
        for (Path document : documents) {
            if (Files.isRegularFile(document)) {
                locked |= String.valueOf(document.getFileName()).matches("npm-shrinkwrap\\.json|package-lock\\.json");
                String path = Path.of(PROJECT)
                        .resolve(root.relativize(document))
                        .normalize()
                        .toString();
                if (!path.startsWith("..")) {
                    files.put(path, read(document));
                }
            }
        }
        return new Run(what, new HashMap<>(files), PROJECT, command(locked ? "ci" : "install", target));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw ManifestProblem.PROJECT_UNREADABLE
                    .thrown(file.toString(), "the file has become unreadable: " + FileReason.of(e))
                    .causedBy(e);
        }
    }

    private static List<String> command(String verb, Target target) {
        List<String> command = new ArrayList<>(
                List.of("npm", verb, "--ignore-scripts", "--no-progress", "--replace-registry-host=always"));
        if (!target.os().equals(Target.thisMachine().os())
                || !target.arch().equals(Target.thisMachine().arch())) {
            command.add("--os=" + PlatformFilter.SYSTEMS.getOrDefault(target.os(), target.os()));
            command.add("--cpu=" + target.arch());
        }
        if (!target.libc().equals(Target.thisMachine().libc()) && !target.libc().isEmpty()) {
            command.add("--libc=" + target.libc());
        }
        return command;
    }
}
