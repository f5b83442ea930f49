package org.gapferry.ecosystem.pulumi;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.ImpliedWish;

/** What a document asks for: wishes of any ecosystem, and what cannot be carried, said by name. */
final class Needs {
    private final String label;
    private final List<ImpliedWish> wishes = new ArrayList<>();
    private final List<Problem> notes = new ArrayList<>();

    /** @param label what each reason begins with: who asks */
    Needs(String label) {
        this.label = label;
    }

    void wish(String ecosystem, String text, String reason) {
        wishes.add(new ImpliedWish(ecosystem, text, label + ", " + reason));
    }

    /** The part that another ecosystem has of a project. */
    void project(String ecosystem, String text, String reason, Path folder) {
        wishes.add(ImpliedWish.ofProject(ecosystem, text, label + ", " + reason, folder));
    }

    /** @param version empty for the newest */
    void plugin(PluginKind kind, String name, String version, String server, String reason) {
        wish(
                Pulumi.ID,
                "plugin: " + kind.word() + "/" + name + (version.isEmpty() ? "" : "@" + version)
                        + (server.isEmpty() ? "" : " from " + server),
                reason);
    }

    void note(Problem note) {
        notes.add(note);
    }

    List<ImpliedWish> wishes() {
        return List.copyOf(wishes);
    }

    List<Problem> notes() {
        return List.copyOf(notes);
    }
}
