package org.gapferry.ecosystem.npm.serve;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.Tasks;
import org.gapferry.ecosystem.npm.closure.NpmClosed;
import org.gapferry.ecosystem.npm.closure.NpmClosure;
import org.gapferry.ecosystem.npm.model.ClientRules;
import org.gapferry.ecosystem.npm.model.PackageName;
import org.gapferry.ecosystem.npm.model.PackageSpec;
import org.gapferry.ecosystem.npm.model.VersionPick;
import org.gapferry.ecosystem.npm.project.NpmRequirement;
import org.gapferry.ecosystem.request.Requirement;
import org.gapferry.ecosystem.request.Selection;
import org.gapferry.ecosystem.request.Unavailable;
import org.gapferry.ecosystem.serve.InstallCheck;
import org.gapferry.ecosystem.serve.InstallClosure;
import org.gapferry.manifest.Target;

/**
 * The closure of exact versions, from the documents that the mirror renders. What cannot be closed any more is left as
 * it is.
 */
public final class NpmInstallClosure implements InstallClosure {
    @Override
    public Set<Coordinates> closure(
            Set<Coordinates> versions, List<Target> targets, InstallCheck.Mirror mirror, Tasks tasks) {
        List<Requirement> roots = new ArrayList<>();
        for (Coordinates version : versions) {
            String name = PackageName.of(version);
            PackageSpec spec = new PackageSpec(PackageSpec.Type.VERSION, name, version.version(), null);
            roots.add(new NpmRequirement.OfPackage(name + "@" + version.version(), "keep", spec, Selection.PICKED));
        }
        ServedDocuments documents = new ServedDocuments(mirror);
        NpmClosed closure = new NpmClosure(documents, documents, tasks, name -> {})
                .close(roots, VersionPick.Chooser.of(targets), Unavailable.NOTHING, part -> true, ClientRules.CARRIED);
        Set<Coordinates> all = new LinkedHashSet<>(versions);
        closure.members()
                .forEach(member ->
                        all.add(PackageName.coordinates(member.packument().name(), member.version())));
        closure.outsiders()
                .forEach(outsider -> all.add(PackageName.coordinates(
                        outsider.name(), outsider.carried().version())));
        return all;
    }
}
