package org.gapferry.cli;

import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.change.ChangeReport;
import org.gapferry.bundle.read.Note;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Output of one verb: data on stdout, as text or as one JSON document, and talk on stderr. */
public final class Ui {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final ProcessContext context;
    private final String verb;
    private final boolean json;
    private final boolean quiet;

    public Ui(ProcessContext context, String verb, boolean json, boolean quiet) {
        this.context = context;
        this.verb = verb;
        this.json = json;
        this.quiet = quiet;
    }

    /** True if a person reads stdout and stderr at a terminal, so that a line may be painted again in its place. */
    public boolean interactive() {
        return !context.variables().containsKey("CI")
                && context.terminal().get().filter(Terminal::interactive).isPresent();
    }

    public boolean json() {
        return json;
    }

    public boolean quiet() {
        return quiet;
    }

    /** A line of data for people; nothing with {@code --json}. */
    public void data(String line) {
        if (!json) {
            context.out().println(line);
        }
    }

    /** A new document of this verb, with its schema. */
    public ObjectNode document() {
        return JsonNodeFactory.instance.objectNode().put("schema", "gapferry/" + verb.replace(' ', '-') + "/1");
    }

    /** Prints the document, with {@code --json} alone. */
    public void document(ObjectNode document) {
        if (json) {
            context.out().println(MAPPER.writeValueAsString(document));
        }
    }

    /** A line of talk. */
    public void say(String line) {
        if (!quiet) {
            context.err().println(line);
        }
    }

    /** A line of talk that is shown even with {@code --quiet}. */
    public void warn(String line) {
        context.err().println(line);
    }

    /** Notes about a bundle; a finding is told as one. Returns true if there was a finding. */
    public boolean notes(List<Note> notes) {
        for (Note note : notes) {
            if (note.finding()) {
                warn(verb + ": FINDINGS: " + note.sentence());
            } else {
                say("note: " + note.sentence());
            }
        }
        return notes.stream().anyMatch(Note::finding);
    }

    /** Notes as JSON. */
    public static ArrayNode json(List<Note> notes) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Note note : notes) {
            array.addObject()
                    .put("finding", note.finding())
                    .put("where", note.where())
                    .put("what", note.what());
        }
        return array;
    }

    /** A summary of changes as JSON. */
    public static ObjectNode json(ChangeReport.Summary changes) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("added", changes.added())
                .put("updated", changes.updated())
                .put("removed", changes.removed())
                .put("moved", changes.moved())
                .put("replaced", changes.replaced())
                .put("files", changes.files())
                .put("documents", changes.documents())
                .put("infos", changes.infos())
                .put("metadata", changes.metadata())
                .put("lowered", changes.lowered())
                .put("addedBytes", changes.addedBytes())
                .put("removedBytes", changes.removedBytes());
    }

    /** One line a problem, {@code verb: CLASS: where: what}, with its hints below. */
    public void problem(String word, Problem problem) {
        context.err().println(verb + ": " + word + ": " + problem.sentence());
        problem.hints().forEach(hint -> context.err().println("hint: " + hint));
    }

    /** Problems as JSON. */
    public static ArrayNode problems(List<Problem> problems) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Problem problem : problems) {
            ObjectNode node = array.addObject()
                    .put("id", problem.code().id())
                    .put("class", problem.code().exitClass().word())
                    .put("where", problem.where())
                    .put("what", problem.what());
            ArrayNode hints = node.putArray("hints");
            problem.hints().forEach(hints::add);
        }
        return array;
    }

    /** Tells a failure and returns its exit code. */
    public int fail(ProblemException e) {
        for (Problem problem : e.problems()) {
            problem(problem.code().exitClass().word(), problem);
        }
        ObjectNode document = document()
                .put("exit", e.exitClass().code())
                .put("class", e.exitClass().word());
        document.set("problems", problems(e.problems()));
        document(document);
        return e.exitClass().code();
    }
}
