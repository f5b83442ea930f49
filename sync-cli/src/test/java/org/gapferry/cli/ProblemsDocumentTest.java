package org.gapferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gapferry.bundle.ProblemCode;
import org.junit.jupiter.api.Test;

/** docs/problems.md is what the declarations say; -Dgapferry.write.docs=true writes it again. */
class ProblemsDocumentTest {
    private static final int WIDTH = 120;
    private static final String GENERATED = "<!-- generated from the declarations of problems -->\n";

    @Test
    void theDocumentHasASectionForEveryProblem() throws IOException {
        Map<String, List<ProblemCode>> groups = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("org.gapferry").stream()
                        .filter(type -> type.isEnum() && type.isAssignableTo(ProblemCode.class))
                        .map(JavaClass::reflect)
                        .flatMap(type -> Stream.of(type.getEnumConstants()))
                        .map(ProblemCode.class::cast)
                        .sorted(Comparator.comparing(ProblemCode::id))
                        .collect(Collectors.groupingBy(
                                code -> code.id().substring(0, code.id().indexOf('/')),
                                TreeMap::new,
                                Collectors.toList()));
        assertThat(groups).containsKeys("cli", "manifest", "bundle", "store", "export");
        StringBuilder sections = new StringBuilder(GENERATED);
        groups.forEach((group, codes) -> {
            sections.append("\n## ").append(group).append('\n');
            codes.forEach(code -> section(sections, code));
        });
        Path file = Path.of(System.getProperty("gapferry.top", ".."), "docs", "problems.md");
        String text = Files.readString(file);
        int begin = text.indexOf(GENERATED);
        if (Boolean.getBoolean("gapferry.write.docs")) {
            Files.writeString(file, text.substring(0, begin) + sections);
        }
        assertThat(Files.readString(file).substring(begin))
                .as("write it again with -Dgapferry.write.docs=true")
                .isEqualTo(sections.toString());
    }

    private static void section(StringBuilder out, ProblemCode code) {
        ProblemCode.Declaration declared = code.declaration();
        assertThat(List.of(declared.meaning(), declared.example(), declared.remedy()))
                .as(code.id())
                .noneMatch(String::isBlank)
                .noneMatch(text -> text.endsWith("."));
        out.append("\n### ").append(code.id()).append("\n\n");
        out.append(wrapped(sentence(declared.meaning()))).append("\n\n");
        out.append("Exit ")
                .append(code.exitClass().code())
                .append(", ")
                .append(code.exitClass().word());
        out.append(". For example:\n\n```\n").append(declared.example()).append("\n```\n\n");
        out.append(wrapped("To solve it: " + declared.remedy() + ".")).append('\n');
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
    }

    private static String wrapped(String text) {
        StringBuilder out = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ")) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                out.append('\n');
                column = 0;
            } else if (column > 0) {
                out.append(' ');
                column++;
            }
            out.append(word);
            column += word.length();
        }
        return out.toString();
    }
}
