package org.gapferry.ecosystem.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gapferry.bundle.Problem;

/**
 * Reads what packages of other ecosystems need of one, as an SDK needs its plugin. The ecosystem of the package only
 * hands its documents over, and knows nothing of what they say.
 */
@FunctionalInterface
public interface CompanionReader {
    /** For ecosystems that packages of others need nothing of. */
    CompanionReader NONE = document -> Companions.NONE;

    /**
     * What a document asks for.
     *
     * @param requirements of the reader's ecosystem, or of others
     * @param notes what people should know besides
     */
    record Companions(List<DerivedRequirement> requirements, List<Problem> notes) {
        public static final Companions NONE = new Companions(List.of(), List.of());

        public Companions {
            requirements = List.copyOf(requirements);
            notes = List.copyOf(notes);
        }

        /** Requirements without notes. */
        public static Companions of(List<DerivedRequirement> requirements) {
            return new Companions(requirements, List.of());
        }

        public boolean isEmpty() {
            return requirements.isEmpty() && notes.isEmpty();
        }
    }

    /** The names of the documents that it reads, all in JSON: whoever opens an archive hands those over. */
    default Set<String> files() {
        return Set.of();
    }

    /** What a document asks for; nothing if this ecosystem does not know such documents. */
    Companions read(PackageDocument document);

    /** What a document asks for in the words of any of several ecosystems. */
    static CompanionReader ofAll(List<CompanionReader> readers) {
        List<CompanionReader> all = List.copyOf(readers);
        return new CompanionReader() {
            @Override
            public Set<String> files() {
                return all.stream().flatMap(reader -> reader.files().stream()).collect(Collectors.toSet());
            }

            @Override
            public Companions read(PackageDocument document) {
                List<DerivedRequirement> requirements = new ArrayList<>();
                List<Problem> notes = new ArrayList<>();
                for (CompanionReader reader : all) {
                    Companions read = reader.read(document);
                    requirements.addAll(read.requirements());
                    notes.addAll(read.notes());
                }
                return new Companions(requirements, notes);
            }
        };
    }
}
