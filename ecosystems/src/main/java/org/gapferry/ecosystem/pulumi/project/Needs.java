package org.gapferry.ecosystem.pulumi.project;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.pulumi.model.PluginKind;
import org.gapferry.ecosystem.pulumi.model.PulumiCoordinates;
import org.gapferry.ecosystem.request.DerivedRequirement;

/** What a document asks for: requirements of any ecosystem, and what cannot be carried, said by name. */
public final class Needs {
    private final String label;
    private final boolean optional;
    private final List<DerivedRequirement> requirements = new ArrayList<>();
    private final List<Problem> notes = new ArrayList<>();

    /**
     * @param label what each reason begins with: who asks
     * @param optional true if each need stands for itself: one that cannot be met is told, and the others are carried
     */
    Needs(String label, boolean optional) {
        this.label = label;
        this.optional = optional;
    }

    void requirement(String ecosystem, String text, String reason) {
        requirements.add(new DerivedRequirement(ecosystem, text, label + ", " + reason, optional));
    }

    /** The part that another ecosystem has of a project. */
    void project(String ecosystem, String text, String reason, Path folder) {
        requirements.add(DerivedRequirement.ofProject(ecosystem, text, label + ", " + reason, folder));
    }

    /** @param version empty for the newest */
    void plugin(PluginKind kind, String name, String version, String server, String reason) {
        requirement(
                PulumiCoordinates.TYPE,
                "plugin: " + kind.word() + "/" + name + (version.isEmpty() ? "" : "@" + version)
                        + (server.isEmpty() ? "" : " from " + server),
                reason);
    }

    void note(Problem note) {
        notes.add(note);
    }

    public List<DerivedRequirement> requirements() {
        return List.copyOf(requirements);
    }

    public List<Problem> notes() {
        return List.copyOf(notes);
    }
}
