package org.gapferry.ecosystem.pulumi.project;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.ecosystem.pulumi.model.PluginKind;
import org.gapferry.ecosystem.pulumi.model.PluginServer;
import org.gapferry.ecosystem.pulumi.model.Preset;
import org.gapferry.ecosystem.pulumi.model.Product;
import org.gapferry.ecosystem.pulumi.model.Template;
import org.gapferry.ecosystem.request.DerivedRequirement;
import org.gapferry.ecosystem.request.Requirement;

/** What can be required of Pulumi. */
public sealed interface PulumiRequirement extends Requirement {
    /** A version of the CLI or of ESC's: a version, a range, or {@code latest}. */
    record OfProduct(String text, String origin, Product product, String wanted) implements PulumiRequirement {
        @Override
        public List<String> fields() {
            return List.of("product", product.key(), wanted);
        }
    }

    /**
     * A plugin.
     *
     * @param wanted a version, a range, {@code latest}, or empty for the newest
     * @param derived true if nobody asked for it, but for something that needs it
     */
    record OfPlugin(
            String text,
            String origin,
            PluginKind kind,
            String name,
            String wanted,
            PluginServer server,
            boolean derived)
            implements PulumiRequirement {
        @Override
        public List<String> fields() {
            return List.of("plugin", kind.word(), name, wanted, server.toString());
        }

        @Override
        public List<String> hosts() {
            return server.equals(PluginServer.ordinary(kind, name)) ? List.of() : List.of(server.host());
        }
    }

    /** A folder that needs what its files name: plugins, packages, and the packages of its language. */
    sealed interface OfFolder extends PulumiRequirement {
        Path folder();

        @Override
        default List<String> linkedHosts() {
            return PulumiRequirementReader.hosts(derived());
        }

        @Override
        default List<DerivedRequirement> parts() {
            return derived().stream()
                    .filter(derived -> derived.project().isPresent())
                    .toList();
        }

        @Override
        default List<Problem> unreadable() {
            return Requirement.problems(() -> PulumiProject.read(this));
        }

        /** None of one that cannot be read. */
        private List<DerivedRequirement> derived() {
            try {
                return PulumiProject.read(this).requirements();
            } catch (ProblemException e) {
                return List.of();
            }
        }
    }

    /** A folder with a Pulumi.yaml, PulumiPlugin.yaml or PulumiPolicy.yaml. */
    record OfProject(String text, String origin, Path folder) implements OfFolder {
        @Override
        public List<String> fields() {
            return List.of("project", text);
        }

        @Override
        public List<Path> documents() {
            return PulumiProject.documents(folder);
        }
    }

    /** What the CLI said of an existing stack or machine: {@code about}, {@code plugin-ls} or {@code stack}. */
    record OfReport(String text, String origin, Path file) implements PulumiRequirement {
        @Override
        public List<String> fields() {
            return List.of("report", text);
        }

        @Override
        public List<String> linkedHosts() {
            return unreadable().isEmpty()
                    ? PulumiRequirementReader.hosts(Report.read(this).requirements())
                    : List.of();
        }

        @Override
        public List<Problem> unreadable() {
            return Requirement.problems(() -> Report.read(this));
        }

        @Override
        public List<Path> documents() {
            return List.of(file);
        }
    }

    /** A folder that {@code pulumi new} begins projects from, each of which needs what the folder needs. */
    record OfTemplate(String text, String origin, Path folder) implements OfFolder {
        @Override
        public List<String> fields() {
            return List.of("template", text);
        }

        /** Of a folder that cannot be read as a whole, the file that makes it a template. */
        @Override
        public List<Path> documents() {
            try {
                return Template.documents(folder);
            } catch (ProblemException e) {
                return PulumiProject.documents(folder);
            }
        }

        @Override
        public List<Problem> unreadable() {
            List<Problem> problems = new ArrayList<>(OfFolder.super.unreadable());
            problems.addAll(Requirement.problems(() -> Template.documents(folder)));
            return problems;
        }
    }

    /** A list of requirements that Gapferry brings along. */
    record OfPreset(String text, String origin, Preset preset) implements PulumiRequirement {
        @Override
        public List<String> fields() {
            List<String> fields = new ArrayList<>(List.of("preset", preset.name()));
            preset.requirements().forEach(one -> fields.add(one.ecosystem() + " " + one.text()));
            return fields;
        }
    }
}
