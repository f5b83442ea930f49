package org.gapferry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.disk.LocalDisk;
import org.gapferry.bundle.read.ReceiverRules;
import org.gapferry.bundle.sign.TrustFile;
import org.gapferry.mirror.store.Generation;
import org.gapferry.mirror.store.Store;
import org.gapferry.mirror.store.StoreWriter;
import org.gapferry.testkit.Keys;

/** A store that trusts the test kit's keys, and looks at it from outside. */
final class StoreFixture {
    static final ReceiverRules RULES = ReceiverRules.standard(Clock.systemUTC());

    private final Path root;

    StoreFixture(Path root) {
        this(root, Keys.trust());
    }

    StoreFixture(Path root, TrustFile trust) {
        this.root = root;
        try (Store store = Store.create(root, new LocalDisk(), Clock.systemUTC());
                StoreWriter writer = StoreWriter.lock(store)) {
            writer.acceptTrust(trust, Store.CURRENT);
            writer.emptyQuarantine(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path root() {
        return root;
    }

    Store open() {
        return Store.open(root, new LocalDisk(), Clock.systemUTC());
    }

    Importer.Report importBundle(Path bundle) {
        try (Store store = open()) {
            return new Importer(store, Store.CURRENT, RULES, ImportListener.SILENT).importBundle(bundle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Verifier.Report verify(Path bundle) {
        try (Store store = open();
                Generation generation = store.current(Store.CURRENT).orElseThrow()) {
            return new Verifier(RULES, ImportListener.SILENT).verify(bundle, generation);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The import fails, {@code verify} fails alike, and the store is as it was but for its log and its lock. */
    ProblemException refuses(Path bundle) {
        Map<String, String> before = content();
        ProblemException verified = catchThrowableOfType(ProblemException.class, () -> verify(bundle));
        assertThat(content()).as("verify writes nothing").isEqualTo(before);
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> importBundle(bundle));
        assertThat(refused).as("the import is refused").isNotNull();
        assertThat(verified).as("verify agrees").isNotNull();
        assertThat(verified.exitClass()).isEqualTo(refused.exitClass());
        assertThat(content()).isEqualTo(before);
        return refused;
    }

    /** Every path of the store and what is there, but for the log and the lock. */
    Map<String, String> content() {
        return new StoreContent(root).files();
    }
}
