package org.gapferry.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may be unpacked into one folder. */
class UnpackedTreeTest {
    private static final ArchiveLimits LIMITS = ArchiveLimits.DEFAULT;

    private static ArchiveEntry entry(String name, EntryType type, String link) {
        return new ArchiveEntry(name, type, 0644, 0, link, InputStream::nullInputStream);
    }

    private static ArchiveEntry file(String name) {
        return entry(name, EntryType.FILE, "");
    }

    private static ArchiveEntry folder(String name) {
        return entry(name, EntryType.FOLDER, "");
    }

    private static ArchiveEntry link(String name, String target) {
        return entry(name, EntryType.SYMBOLIC_LINK, target);
    }

    private static void add(UnpackedTree tree, ArchiveEntry... entries) throws ArchiveException {
        for (ArchiveEntry entry : entries) {
            tree.add(entry);
        }
    }

    private static void refused(String what, ArchiveEntry... entries) {
        assertThatThrownBy(() -> add(new UnpackedTree(LIMITS), entries))
                .isInstanceOfSatisfying(
                        ArchiveException.class, e -> assertThat(e.code()).isEqualTo(ArchiveProblem.UNSAFE))
                .hasMessageContaining(what);
    }

    @Test
    void filesFoldersAndLinksInsideArePlain() throws ArchiveException {
        UnpackedTree tree = new UnpackedTree(LIMITS);
        add(
                tree,
                folder("./"),
                folder("a/"),
                file("a/f"),
                folder("a"),
                link("a/l", "../b/c"),
                link("here", "."),
                file("b/c"),
                link("b/d/e", "../../a/f"));
        assertThat(tree.add(file("./a/b/../b".replace("../b", "z"))).text()).isEqualTo("a/b/z");
    }

    @Test
    void nothingLeadsOut() {
        refused("leads out", file("../x"));
        refused("absolute", file("/x"));
        for (String target :
                List.of("/etc", "..", "../x", "a/../../x", "C:\\x", "c:x", "", "\\x", "a\\..\\..\\..\\x", "a\nb")) {
            refused("leads out of the folder", link("l", target));
        }
        refused("leads out of the folder", link("a/l", "../../x"));
    }

    @Test
    void noLinkLeadsAnotherOut() {
        refused("below a symbolic link", link("x", "."), link("x/y", "."));
        refused("below a symbolic link", link("x", "."), file("x/y/z"));
        refused("below a file", file("x"), file("x/y"));
        refused("takes the place of", file("x/y"), link("x", "."));
        refused("leads out of the folder", link("d/up", ".."), link("z", "d/up/../.."));
        refused("leads out of the folder", link("d/up", ".."), link("z", "d/up/.."));
    }

    @Test
    void noOtherKindIsUnpacked() {
        refused("a hard link", entry("h", EntryType.HARD_LINK, "f"));
        refused("a device", entry("h", EntryType.DEVICE, ""));
        refused("a named pipe", entry("h", EntryType.PIPE, ""));
        refused("a pax global header", entry("h", EntryType.GLOBAL_HEADER, ""));
        refused("of a kind that", entry("h", EntryType.OTHER, ""));
        refused("takes the place of the folder", file("."));
    }

    @Test
    void nothingTakesThePlaceOfAnother() {
        refused("takes the place of", file("a"), file("./a"));
        refused("takes the place of", file("a"), folder("a"));
        refused("takes the place of", folder("a"), file("a"));
        refused("takes the place of", file("a"), link("a", "b"));
        refused("takes the place of", link("a", "b"), file("a"));
    }

    @Test
    void filesMayFollowEachOtherWhereThatIsAskedFor() {
        UnpackedTree tree = new UnpackedTree(LIMITS).withRepeatedFiles();
        assertThatCode(() -> add(tree, file("a"), file("a"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> tree.add(link("a", "b"))).hasMessageContaining("takes the place of");
    }

    @Test
    void namesThatDifferInCaseAloneAreTheSameWhereThatIsAskedFor() {
        assertThatCode(() -> add(new UnpackedTree(LIMITS), file("a"), file("A")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> add(new UnpackedTree(LIMITS).foldingCase(), file("a/x"), file("A/X.")))
                .hasMessageContaining("takes the place of");
        assertThatThrownBy(() -> add(new UnpackedTree(LIMITS).foldingCase(), link("a", "b"), file("A/X")))
                .hasMessageContaining("below a symbolic link");
    }

    @Test
    void foldersThatAreOnlyNamedCountToo() {
        assertThatThrownBy(() -> add(new UnpackedTree(LIMITS.withEntries(3)), file("a/b/c"), file("a/d")))
                .hasMessage("it exceeds the limit of 3 entries");
    }
}
