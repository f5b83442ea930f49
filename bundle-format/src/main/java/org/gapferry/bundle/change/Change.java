package org.gapferry.bundle.change;

import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.Artifact;
import org.gapferry.bundle.inventory.ArtifactFile;
import org.gapferry.bundle.inventory.Pointer;

/** One thing that differs between two states. Whatever differs between two inventories is one of these. */
public sealed interface Change {
    /** A coordinate, or a pointer as {@code <coordinate>#<name>}. */
    String subject();

    /** What the change belongs to: a version, or a whole package. */
    default Coordinates owner() {
        String subject = subject();
        int hash = subject.indexOf('#');
        return Coordinates.parse(hash < 0 ? subject : subject.substring(0, hash));
    }

    /** @param update true if the package had another version before */
    record VersionAdded(Artifact artifact, boolean update) implements Change {
        @Override
        public String subject() {
            return artifact.coordinates().toString();
        }
    }

    record VersionRemoved(Artifact artifact) implements Change {
        @Override
        public String subject() {
            return artifact.coordinates().toString();
        }
    }

    /** A version that was there has a further file. */
    record FileAdded(Artifact artifact, ArtifactFile file) implements Change {
        @Override
        public String subject() {
            return artifact.coordinates().toString();
        }
    }

    /** A version that is still there lacks a file that it had. */
    record FileRemoved(Artifact artifact, ArtifactFile file) implements Change {
        @Override
        public String subject() {
            return artifact.coordinates().toString();
        }
    }

    /** Other bytes under the name of a file. */
    record FileReplaced(Artifact artifact, ArtifactFile before, ArtifactFile after) implements Change {
        @Override
        public String subject() {
            return artifact.coordinates().toString();
        }
    }

    /** The same bytes under another name. */
    record FileRenamed(Artifact artifact, ArtifactFile before, ArtifactFile after) implements Change {
        @Override
        public String subject() {
            return artifact.coordinates().toString();
        }
    }

    /** The same bytes under the same name, of which other digests, another proof or another acceptance is told. */
    record FileDescribed(Artifact artifact, ArtifactFile before, ArtifactFile after) implements Change {
        @Override
        public String subject() {
            return artifact.coordinates().toString();
        }
    }

    /** Another licence, date, reason or set of flags. */
    record MetadataChanged(Artifact before, Artifact after) implements Change {
        @Override
        public String subject() {
            return after.coordinates().toString();
        }
    }

    record TagSet(Pointer tag) implements Change {
        @Override
        public String subject() {
            return tag.id();
        }
    }

    record TagMoved(Pointer before, Pointer after) implements Change {
        @Override
        public String subject() {
            return after.id();
        }
    }

    record TagRemoved(Pointer tag) implements Change {
        @Override
        public String subject() {
            return tag.id();
        }
    }

    /** @param withVersion true if the version that it belongs to is added by the same difference */
    record DocumentAdded(Pointer pointer, boolean withVersion) implements Change {
        @Override
        public String subject() {
            return pointer.id();
        }
    }

    /** Another document, whether its kind allows that or not. */
    record DocumentChanged(Pointer before, Pointer after) implements Change {
        @Override
        public String subject() {
            return after.id();
        }
    }

    /** @param withVersion true if the version that it belonged to is removed by the same difference */
    record DocumentRemoved(Pointer pointer, boolean withVersion) implements Change {
        @Override
        public String subject() {
            return pointer.id();
        }
    }

    record RankRaised(Pointer before, Pointer after) implements Change {
        @Override
        public String subject() {
            return after.id();
        }
    }

    record RankLowered(Pointer before, Pointer after) implements Change {
        @Override
        public String subject() {
            return after.id();
        }
    }

    /** A pointer of another kind, which leads where it did or elsewhere. */
    record KindChanged(Pointer before, Pointer after) implements Change {
        @Override
        public String subject() {
            return after.id();
        }
    }
}
