package org.gapferry.bundle.read;

import java.util.List;
import org.gapferry.bundle.Blob;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.sign.TrustChain;

/**
 * A state whose signatures, numbers and documents were found good, and the bundle that packs it. No content was read:
 * the volumes are still the medium's word. Made by {@link Authentication} alone.
 */
public final class AuthenticState {
    private final BundleOnMedium medium;
    private final Statement statement;
    private final TrustChain trust;
    private final ByteSource inventory;
    private final ByteSource packing;
    private final List<Blob> volumes;
    private final List<Note> notes;

    AuthenticState(
            BundleOnMedium medium,
            Statement statement,
            TrustChain trust,
            ByteSource inventory,
            ByteSource packing,
            List<Blob> volumes,
            List<Note> notes) {
        this.medium = medium;
        this.statement = statement;
        this.trust = trust;
        this.inventory = inventory;
        this.packing = packing;
        this.volumes = List.copyOf(volumes);
        this.notes = List.copyOf(notes);
    }

    public BundleOnMedium medium() {
        return medium;
    }

    public Statement statement() {
        return statement;
    }

    /** What was accepted before, and the versions that the bundle brought: to be kept with the state, not before. */
    public TrustChain trust() {
        return trust;
    }

    /** The inflated inventory, checked to be well formed and complete in itself. */
    public ByteSource inventory() {
        return inventory;
    }

    /** The inflated packing, checked to be well formed. */
    public ByteSource packing() {
        return packing;
    }

    /** The volumes as files, from number 1 on. */
    public List<Blob> volumes() {
        return volumes;
    }

    public List<Note> notes() {
        return notes;
    }
}
