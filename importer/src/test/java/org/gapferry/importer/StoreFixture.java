package org.gapferry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
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
        long told = refusals();
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> importBundle(bundle));
        assertThat(refused).as("the import is refused").isNotNull();
        assertThat(verified).as("verify agrees").isNotNull();
        assertThat(verified.exitClass()).isEqualTo(refused.exitClass());
        assertThat(content()).isEqualTo(before);
        long tells = refused.exitClass().isRefusal() ? 1 : 0;
        assertThat(refusals())
                .as("one line of the log tells of a refusal, none of a mistake")
                .isEqualTo(told + tells);
        return refused;
    }

    /** How many refusals the log tells of. */
    private long refusals() {
        try (Stream<String> lines = Files.lines(root.resolve("log"))) {
            return lines.filter(line -> line.contains("\"event\":\"refused\"")).count();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every path of the store and what is there, but for the log and the lock. */
    Map<String, String> content() {
        return new StoreContent(root).files();
    }
}
