package org.gapferry.bundle.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gapferry.bundle.Blob;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.inventory.Pointer.Kind;
import org.gapferry.bundle.inventory.PointerMerge.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PointerMergeTest {
    private static final Coordinates OWNER = new Coordinates("toy", "", "sums", "");
    private static final Blob ONE = Blob.of(new byte[] {1});
    private static final Blob TWO = Blob.of(new byte[] {2});

    private static void refused(Pointer former, Pointer fresh, Rule rule) {
        PointerMerge.Merged merged = PointerMerge.changed(former, fresh);
        assertThat(merged.kept()).contains(former);
        assertThat(merged.refused())
                .hasValueSatisfying(refused -> assertThat(refused.rule()).isEqualTo(rule));
    }

    private static void taken(Pointer former, Pointer fresh) {
        PointerMerge.Merged merged = PointerMerge.changed(former, fresh);
        assertThat(merged.kept()).contains(fresh);
        assertThat(merged.refused()).isEmpty();
    }

    @Test
    void aRankOnlyGrows() {
        Pointer held = Pointer.monotonic(OWNER, "head", ONE, 100);
        taken(held, Pointer.monotonic(OWNER, "head", TWO, 101));
        taken(held, held);
        refused(held, Pointer.monotonic(OWNER, "head", TWO, 50), Rule.RANK_WENT_BACK);
        refused(held, Pointer.monotonic(OWNER, "head", ONE, 50), Rule.RANK_WENT_BACK);
        refused(held, Pointer.monotonic(OWNER, "head", TWO, 100), Rule.SAME_RANK);
    }

    @Test
    void whatIsAppendedNeverChangesAgain() {
        Pointer held = Pointer.appendOnly(OWNER, "tile/0", ONE);
        taken(held, held);
        refused(held, Pointer.appendOnly(OWNER, "tile/0", TWO), Rule.APPEND_ONLY_CHANGED);
    }

    @Test
    void tagsAndDocumentsMoveFreely() {
        taken(Pointer.tag(OWNER, "t", "2"), Pointer.tag(OWNER, "t", "1"));
        taken(Pointer.document(OWNER, "d", ONE), Pointer.document(OWNER, "d", TWO));
        taken(Pointer.info(OWNER, "d", ONE), Pointer.document(OWNER, "d", TWO));
        taken(Pointer.document(OWNER, "d", ONE), Pointer.monotonic(OWNER, "d", TWO, 0));
    }

    @Test
    void aProtectedPointerCannotLoseItsProtectionByAnotherKind() {
        refused(Pointer.monotonic(OWNER, "x", ONE, 3), Pointer.document(OWNER, "x", TWO), Rule.KIND_CHANGED);
        refused(Pointer.monotonic(OWNER, "x", ONE, 3), Pointer.tag(OWNER, "x", "1"), Rule.KIND_CHANGED);
        refused(Pointer.appendOnly(OWNER, "x", ONE), Pointer.info(OWNER, "x", ONE), Rule.KIND_CHANGED);
        refused(Pointer.appendOnly(OWNER, "x", ONE), Pointer.monotonic(OWNER, "x", ONE, 9), Rule.KIND_CHANGED);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void onlyProtectedPointersSurviveThatTheirOwnerIsResolvedWithoutThem(Kind kind) {
        Pointer pointer = kind == Kind.TAG
                ? Pointer.tag(OWNER, "x", "1")
                : new Pointer(OWNER, "x", kind, new Pointer.ToDocument(ONE), 0);
        assertThat(PointerMerge.survives(pointer)).isEqualTo(kind == Kind.APPEND_ONLY || kind == Kind.MONOTONIC);
    }

    @Test
    void aKindAndItsTargetBelongTogether() {
        assertThatThrownBy(() -> new Pointer(OWNER, "x", Kind.TAG, new Pointer.ToDocument(ONE), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pointer(OWNER, "x", Kind.DOCUMENT, new Pointer.ToVersion("1"), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pointer(OWNER, "x", Kind.DOCUMENT, new Pointer.ToDocument(ONE), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pointer.monotonic(OWNER, "x", ONE, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
