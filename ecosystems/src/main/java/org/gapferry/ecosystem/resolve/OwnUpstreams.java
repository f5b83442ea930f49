package org.gapferry.ecosystem.resolve;

import java.util.List;
import java.util.Optional;
import org.gapferry.bundle.Problem;
import org.gapferry.transport.ClientSettings;

/**
 * What a requirement says itself of where its packages come from, as the configuration in a project does.
 *
 * @param upstreams at most one for each scope; their origins are places in files
 * @param settings how hosts are reached for this requirement and with which credentials: nothing else is asked with
 *     them
 * @param faults what cannot be used
 * @param notes what is not followed, though nothing is held back for it
 */
public record OwnUpstreams(List<Upstream> upstreams, ClientSettings settings, List<Fault> faults, List<Problem> notes) {
    /** Nothing. */
    public static final OwnUpstreams NONE = new OwnUpstreams(List.of(), ClientSettings.NONE, List.of(), List.of());

    public OwnUpstreams {
        upstreams = List.copyOf(upstreams);
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
    }

    /**
     * Something that cannot be used, and holds the requirement back where it would be used.
     *
     * @param scope whose upstream it is about, if it is about one: it does no harm where the manifest names another
     * @param host whose credential it is, if it is one: it does no harm where the host is not asked
     */
    public record Fault(Optional<String> scope, Optional<String> host, Problem problem) {
        public static Fault of(Problem problem) {
            return new Fault(Optional.empty(), Optional.empty(), problem);
        }

        public static Fault ofScope(String scope, Problem problem) {
            return new Fault(Optional.of(scope), Optional.empty(), problem);
        }

        public static Fault ofHost(String host, Problem problem) {
            return new Fault(Optional.empty(), Optional.of(host), problem);
        }

        /**
         * True if it holds back.
         *
         * @param named what the manifest names
         * @param asked what the requirement is resolved from
         */
        public boolean counts(List<Upstream> named, List<Upstream> asked) {
            boolean replaced = scope.isPresent()
                    && named.stream().anyMatch(upstream -> upstream.scope().equals(scope.get()));
            boolean elsewhere = host.isPresent()
                    && asked.stream().noneMatch(upstream -> host.get()
                            .equalsIgnoreCase(upstream.url().getHost()));
            return !replaced && !elsewhere;
        }
    }
}
