package org.gapferry.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Names of entries as paths. */
class EntryPathTest {
    @Test
    void namesBecomeTheSamePathOnEachSystem() throws ArchiveException {
        assertThat(EntryPath.of("a/b").text()).isEqualTo("a/b");
        assertThat(EntryPath.of("./a//./b/").text()).isEqualTo("a/b");
        assertThat(EntryPath.of("a\\b").text()).isEqualTo("a/b");
        assertThat(EntryPath.of("...a/b..c/.d").text()).isEqualTo("...a/b..c/.d");
        assertThat(EntryPath.of("a/c:d").text()).isEqualTo("a/c:d");
        assertThat(EntryPath.of("./").isRoot()).isTrue();
        assertThat(EntryPath.of("./").segments()).isEmpty();
        assertThat(EntryPath.of("a/b/c").segments()).containsExactly("a", "b", "c");
        assertThat(EntryPath.of("a/b/c").fileName()).isEqualTo("c");
        assertThat(EntryPath.of("a/b/c").strip(1).text()).isEqualTo("b/c");
        assertThat(EntryPath.of("a").strip(2).isRoot()).isTrue();
    }

    @Test
    void namesThatAreNotSafeAreRefused() {
        for (String name : List.of(
                "/etc/passwd",
                "\\windows",
                "//host/share",
                "C:/x",
                "c:x",
                "./C:/x",
                "..",
                "../x",
                "a/../../x",
                "a\\..\\x",
                "a/..",
                ".. /x",
                "a/. ./x",
                "a\0b",
                "a\nb",
                "a/\u001b[2J",
                "a\u0085")) {
            assertThat(EntryPath.ifSafe(name)).as(name).isEmpty();
            assertThatThrownBy(() -> EntryPath.of(name))
                    .isInstanceOfSatisfying(
                            ArchiveException.class, e -> assertThat(e.code()).isEqualTo(ArchiveProblem.UNSAFE))
                    .hasMessageStartingWith("the entry `" + name + "` ");
            assertThatThrownBy(() -> new EntryPath(name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new EntryPath("a//b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fileSystemsThatFoldNamesSeeTheSameName() throws ArchiveException {
        assertThat(EntryPath.of("A/Straße").folded())
                .isEqualTo(EntryPath.of("a/STRASSE").folded());
        assertThat(EntryPath.of("a. /b.").folded()).isEqualTo("a/b");
        assertThat(EntryPath.of("e\u0301").folded())
                .isEqualTo(EntryPath.of("\u00c9").folded());
        assertThat(EntryPath.of("a").folded()).isNotEqualTo(EntryPath.of("b").folded());
    }
}
