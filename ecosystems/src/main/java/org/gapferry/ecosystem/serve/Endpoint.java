package org.gapferry.ecosystem.serve;

import java.util.List;
import java.util.TreeSet;

/** The mirror's side of a client's protocol, as a pure function. */
@FunctionalInterface
public interface Endpoint {
    /** Answers a request from one generation, whose method is one of those of its path. Everything unknown is a 404. */
    MirrorResponse answer(MirrorRequest request, Catalog catalog);

    /** The methods that a path has; HEAD goes with GET. A query with a body is a POST. */
    default List<String> methods(MirrorRequest request) {
        return List.of("GET");
    }

    /**
     * Whether a path at the root of a mirror, whose first segment is of no ecosystem, is answered by this one: a path
     * that was written for another server and keeps its shape. What it answers is the same below its own root.
     *
     * @param rawPath not decoded, without a leading slash
     */
    default boolean claims(String rawPath) {
        return false;
    }

    /** An error in the form that the ecosystem's clients read, whoever found it. */
    default MirrorResponse error(int status, String message) {
        return MirrorResponse.text(status, message);
    }

    /**
     * Answers any request: a method that its path does not have is a 405 that names those it has, HEAD is answered as
     * GET, and a body that is too large is a 413.
     */
    default MirrorResponse serve(MirrorRequest request, Catalog catalog) {
        List<String> methods = methods(request);
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        if (!methods.contains(method)) {
            TreeSet<String> allowed = new TreeSet<>(methods);
            if (allowed.contains("GET")) {
                allowed.add("HEAD");
            }
            return error(405, "the method " + request.method() + " is not allowed: this mirror is read-only")
                    .with("Allow", String.join(", ", allowed));
        }
        try {
            return answer(request.by(method), catalog);
        } catch (MirrorRequest.TooLarge e) {
            return error(413, String.valueOf(e.getMessage()));
        }
    }
}
