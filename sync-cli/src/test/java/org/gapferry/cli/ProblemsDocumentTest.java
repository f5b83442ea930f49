package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.archive.ArchiveProblem;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.ProblemCode;
import org.gapferry.ecosystem.EcosystemProblem;
import org.gapferry.ecosystem.client.ClientProblem;
import org.gapferry.export.ExportProblem;
import org.gapferry.manifest.ManifestProblem;
import org.gapferry.mirror.store.StoreProblem;
import org.gapferry.transport.TransportProblem;
import org.junit.jupiter.api.Test;

/** docs/problems.md is what the declarations say. */
class ProblemsDocumentTest {
    @Test
    void theDocumentListsEveryProblem() throws IOException {
        List<ProblemCode> codes = new ArrayList<>();
        codes.addAll(List.of(CliProblem.values()));
        codes.addAll(List.of(ManifestProblem.values()));
        codes.addAll(List.of(TransportProblem.values()));
        codes.addAll(List.of(EcosystemProblem.values()));
        codes.addAll(List.of(ArchiveProblem.values()));
        codes.addAll(List.of(ExportProblem.values()));
        codes.addAll(List.of(BundleProblem.values()));
        codes.addAll(List.of(StoreProblem.values()));
        codes.addAll(List.of(ClientProblem.values()));
        StringBuilder table = new StringBuilder("| Id | Exit | When | Example | What to do |\n|---|---|---|---|---|\n");
        for (ProblemCode code : codes) {
            ProblemCode.Declaration declared = code.declaration();
            assertThat(List.of(declared.meaning(), declared.example(), declared.remedy()))
                    .as(code.id())
                    .noneMatch(String::isBlank);
            table.append("| `")
                    .append(code.id())
                    .append("` | ")
                    .append(code.exitClass().code())
                    .append(' ')
                    .append(code.exitClass().word())
                    .append(" | ")
                    .append(cell(declared.meaning()))
                    .append(" | ")
                    .append(cell(declared.example()))
                    .append(" | ")
                    .append(cell(declared.remedy()))
                    .append(" |\n");
        }
        String text = Files.readString(Path.of(System.getProperty("gapferry.top", ".."), "docs", "problems.md"));
        int begin = text.indexOf("| Id |");
        assertThat(begin < 0 ? "" : text.substring(begin))
                .as("replace the table of docs/problems.md")
                .isEqualTo(table.toString());
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
