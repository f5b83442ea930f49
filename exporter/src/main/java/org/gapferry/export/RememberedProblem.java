package org.gapferry.export;

import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Problems in files: a kind is written by its id. */
final class RememberedProblem {
    private RememberedProblem() {}

    static ObjectNode write(Problem problem, ObjectNode into) {
        into.put("id", problem.code().id()).put("where", problem.where()).put("what", problem.what());
        if (!problem.hints().isEmpty()) {
            problem.hints().forEach(into.putArray("hints")::add);
        }
        return into;
    }

    /** @throws IllegalArgumentException if this program declares no such kind */
    static Problem read(JsonNode node, DeclaredProblems declared) {
        String id = node.path("id").asString("");
        ProblemCode code = declared.find(id)
                .orElseThrow(() -> new IllegalArgumentException("unknown kind of problem `" + id + "`"));
        List<String> hints = new ArrayList<>();
        node.path("hints").forEach(hint -> hints.add(hint.asString("")));
        return new Problem(
                code, node.path("where").asString(""), node.path("what").asString(""), hints);
    }
}
