package org.gapferry.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.gapferry.bundle.Json;
import org.gapferry.bundle.inventory.ByteSource;
import org.gapferry.bundle.read.StateNumber;
import tools.jackson.databind.JsonNode;

/**
 * What a receiver says it holds. It is a claim: the worst that a wrong one does is a bundle that the receiver cannot
 * import.
 */
final class Receipt {
    private Receipt() {}

    /**
     * The inventory of the state that a receiver holds of a feed; empty if it holds none.
     *
     * @throws org.gapferry.bundle.ProblemException USAGE if it is no receipt, or names a state that this exporter does
     *     not know
     */
    static Optional<ByteSource> base(Path file, String feed, FeedHistory state) {
        try {
            JsonNode root = Json.document(Files.readAllBytes(file));
            if (!Json.text(root, "schema").equals("gapferry/receipt/1")) {
                throw new Json.Malformed("its `schema` is not gapferry/receipt/1");
            }
            for (JsonNode node : root.path("feeds")) {
                StateNumber number = new StateNumber(
                        Json.text(node, "feed"), Json.integer(node, "epoch", 1), Json.integer(node, "seq", 1));
                if (number.feed().equals(feed)) {
                    return Optional.of(state.inventory(number, Json.digest(node, "state"))
                            .orElseThrow(() -> ExportProblem.BASE_UNKNOWN.thrown(
                                    file.toString(),
                                    "the receiver holds state " + number + ", which is unknown to this exporter",
                                    "use the bundle of that state: --since BUNDLE; or pack everything: --full")));
                }
            }
            return Optional.empty();
        } catch (IOException | Json.Malformed | IllegalArgumentException e) {
            throw ExportProblem.BASE_UNKNOWN
                    .thrown(
                            file.toString(),
                            "not a bundle or a receipt: " + e.getMessage(),
                            "gapferry receipt --store STORE --out receipt.json")
                    .causedBy(e);
        }
    }
}
