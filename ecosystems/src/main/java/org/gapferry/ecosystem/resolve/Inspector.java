package org.gapferry.ecosystem.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.ecosystem.request.CompanionReader;
import org.gapferry.ecosystem.request.DerivedRequirement;

/**
 * What an artifact implies beside what its resolver already followed. Asked for artifacts that {@link
 * ResolvedArtifact#inspected} marks.
 */
@FunctionalInterface
public interface Inspector {
    /** For ecosystems whose artifacts imply nothing. */
    Inspector NONE = (artifact, files, companions) -> Inspection.NOTHING;

    /** The files of an artifact. */
    @FunctionalInterface
    interface Opener {
        SeekableByteChannel channel(SourceFile file) throws IOException;

        default InputStream open(SourceFile file) throws IOException {
            return Channels.newInputStream(channel(file));
        }
    }

    /**
     * What was found in an artifact.
     *
     * @param requirements what it needs besides
     * @param flags words for the inventory (F4.5)
     * @param notes what people should know
     */
    record Inspection(List<DerivedRequirement> requirements, List<String> flags, List<Problem> notes) {
        public static final Inspection NOTHING = new Inspection(List.of(), List.of(), List.of());

        public Inspection {
            requirements = List.copyOf(requirements);
            flags = List.copyOf(flags);
            notes = List.copyOf(notes);
        }
    }

    /**
     * True if archives are opened to see whether they may cross, and seldom imply anything: a dry run, which downloads
     * nothing that is large, leaves them closed.
     */
    default boolean isCheck() {
        return false;
    }

    /**
     * Opens an artifact.
     *
     * @param companions reads what a package's documents need of other ecosystems
     * @throws IOException if a file cannot be read as what it should be
     */
    Inspection inspect(ResolvedArtifact artifact, Opener files, CompanionReader companions) throws IOException;
}
