package org.gapferry.archive;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the entries of one archive may be unpacked into one folder: files, folders and symbolic links only, each
 * inside of the folder, none below a file or a link, none in the place of another, and links that stay inside whatever
 * other links there are.
 */
public final class UnpackedTree {
    private final ArchiveLimits limits;
    private final boolean repeatedFiles;
    private final boolean foldsCase;
    private final Node root = new Node(EntryType.FOLDER);
    private int nodes;

    private UnpackedTree(ArchiveLimits limits, boolean repeatedFiles, boolean foldsCase) {
        this.limits = limits;
        this.repeatedFiles = repeatedFiles;
        this.foldsCase = foldsCase;
    }

    /** @param limits of these, the number of entries counts for folders too that are only named by what lies in them */
    public UnpackedTree(ArchiveLimits limits) {
        this(limits, false, false);
    }

    /** An empty tree in which a file may follow a file of the same name, and takes its place. */
    public UnpackedTree withRepeatedFiles() {
        return new UnpackedTree(limits, true, foldsCase);
    }

    /** An empty tree in which names that differ in case alone are the same, as on Windows and macOS. */
    public UnpackedTree foldingCase() {
        return new UnpackedTree(limits, repeatedFiles, true);
    }

    private static final class Node {
        private final EntryType type;
        private @Nullable Map<String, Node> below;

        Node(EntryType type) {
            this.type = type;
        }
    }

    /**
     * Takes the next entry.
     *
     * @return where it goes
     * @throws ArchiveException UNSAFE, LIMIT
     */
    public EntryPath add(ArchiveEntry entry) throws ArchiveException {
        EntryPath path = entry.path();
        switch (entry.type()) {
            case FILE, FOLDER -> {
                // what archives are for
            }
            case SYMBOLIC_LINK -> checkLink(entry.name(), path, entry.link());
            case HARD_LINK, GLOBAL_HEADER, DEVICE, PIPE, OTHER ->
                throw ArchiveException.unsafe(
                        entry.name(), "is " + entry.type().words() + ", not a file, folder or symbolic link");
        }
        List<String> segments = path.segments();
        if (segments.isEmpty() && entry.type() != EntryType.FOLDER) {
            throw ArchiveException.unsafe(entry.name(), "takes the place of the folder where it is unpacked");
        }
        Node at = root;
        for (int i = 0; i < segments.size(); i++) {
            boolean last = i == segments.size() - 1;
            at = child(at, segments.get(i), last ? entry.type() : EntryType.FOLDER, last, entry.name());
        }
        return path;
    }

    private Node child(Node parent, String segment, EntryType type, boolean last, String name) throws ArchiveException {
        if (parent.below == null) {
            parent.below = new HashMap<>();
        }
        String key = foldsCase ? EntryPath.folded(segment) : segment;
        Node there = parent.below.get(key);
        if (there == null) {
            if (++nodes > limits.entries()) {
                throw ArchiveException.limit(limits.entries(), "entries");
            }
            Node made = new Node(type);
            parent.below.put(key, made);
            return made;
        }
        if (there.type == EntryType.FOLDER && type == EntryType.FOLDER) {
            return there;
        }
        if (!last) {
            throw ArchiveException.unsafe(name, "lies below " + there.type.words());
        }
        if (!(repeatedFiles && there.type == EntryType.FILE && type == EntryType.FILE)) {
            throw ArchiveException.unsafe(name, "takes the place of another entry");
        }
        return there;
    }

    /** A target goes up first and then down: where it goes up after it went down, another link could lead it out. */
    private static void checkLink(String name, EntryPath path, String target) throws ArchiveException {
        String plain = target.replace('\\', '/');
        int depth = Math.max(0, path.segments().size() - 1);
        boolean down = false;
        boolean outside = plain.isEmpty() || plain.startsWith("/") || plain.matches("[A-Za-z]:.*");
        for (String segment : plain.split("/", -1)) {
            if (segment.equals("..")) {
                outside |= down || --depth < 0;
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                down = true;
                outside |= EntryPath.ifSafe(segment).isEmpty();
            }
        }
        if (outside) {
            throw ArchiveException.unsafe(
                    name, "is a link that leads out of the folder where it is unpacked: `" + target + "`");
        }
    }
}
