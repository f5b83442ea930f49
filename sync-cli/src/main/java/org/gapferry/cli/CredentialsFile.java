package org.gapferry.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.bundle.Problem;
import org.gapferry.bundle.ProblemException;
import org.gapferry.document.DocumentReader;
import org.gapferry.document.Node;
import org.gapferry.document.Place;
import org.gapferry.document.Problems;
import org.gapferry.transport.ClientCertificate;
import org.gapferry.transport.Credential;

/**
 * A file of credentials: a mapping of {@code HOST} or {@code HOST:PORT}, with a path if one is meant, to {@code token},
 * or {@code user} and {@code password}, or {@code client-cert} and {@code client-key}. {@code ${NAME}} stands for a
 * variable of the environment.
 *
 * @param certificates what is shown to hosts that ask for one
 */
record CredentialsFile(List<Credential> credentials, List<ClientCertificate> certificates) {
    private static final List<String> KEYS = List.of("token", "user", "password", "client-cert", "client-key");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /**
     * @throws org.gapferry.bundle.ProblemException USAGE, with everything that is wrong, and nothing of what is secret
     */
    static CredentialsFile read(Path file, Map<String, String> variables) {
        Optional<Problem> open = SecretFile.isOpen(file, "the credentials");
        if (open.isPresent()) {
            throw new ProblemException(open.get());
        }
        Problems problems = new Problems();
        Node root = DocumentReader.of(file.toString(), CliProblem.BAD_CREDENTIALS)
                .withDuplicates(CliProblem.BAD_CREDENTIALS, problems)
                .yaml(SecretFile.read(file, "the credentials"));
        List<Credential> credentials = new ArrayList<>();
        List<ClientCertificate> certificates = new ArrayList<>();
        if (root instanceof Node.Mapping hosts) {
            for (Node.Entry host : hosts.entries()) {
                Map<String, String> values = values(host, variables, problems);
                try {
                    add(file, host.key().value(), values, credentials, certificates);
                } catch (IllegalArgumentException e) {
                    wrong(problems, host.key().place(), String.valueOf(e.getMessage()));
                }
            }
        } else {
            wrong(problems, root.place(), "expected a mapping of hosts to credentials");
        }
        problems.throwIfAny();
        return new CredentialsFile(List.copyOf(credentials), List.copyOf(certificates));
    }

    private static void wrong(Problems problems, Place place, String what) {
        problems.add(
                CliProblem.BAD_CREDENTIALS,
                place,
                what,
                "write: registry.example.test: {token: \"${REGISTRY_TOKEN}\"}",
                "or: registry.example.test: {user: ci, password: \"${REGISTRY_PASSWORD}\"}");
    }

    private static Map<String, String> values(Node.Entry host, Map<String, String> variables, Problems problems) {
        Map<String, String> values = new LinkedHashMap<>();
        if (!(host.value() instanceof Node.Mapping mapping)) {
            wrong(problems, host.value().place(), "expected a mapping with the credentials of a host");
            return values;
        }
        for (Node.Entry entry : mapping.entries()) {
            if (!KEYS.contains(entry.key().value())) {
                problems.unknown(CliProblem.BAD_CREDENTIALS, entry.key(), "unknown key", KEYS);
            } else if (entry.value() instanceof Node.Text text) {
                values.put(entry.key().value(), expanded(text, variables, problems));
            } else {
                wrong(
                        problems,
                        entry.value().place(),
                        "expected a string for `" + entry.key().value() + "`");
            }
        }
        return values;
    }

    private static String expanded(Node.Text text, Map<String, String> variables, Problems problems) {
        return VARIABLE.matcher(text.value()).replaceAll(match -> {
            String value = variables.get(match.group(1));
            if (value == null) {
                wrong(problems, text.place(), "the variable " + match.group(1) + " is not set");
            }
            return Matcher.quoteReplacement(value == null ? "" : value);
        });
    }

    private static void add(
            Path file,
            String host,
            Map<String, String> values,
            List<Credential> credentials,
            List<ClientCertificate> certificates) {
        if (values.containsKey("token")) {
            credentials.add(
                    Credential.of(host, Credential.bearer(String.valueOf(values.get("token"))), file.toString()));
        } else if (values.containsKey("password") || values.containsKey("user")) {
            credentials.add(Credential.of(
                    host,
                    Credential.basic(values.getOrDefault("user", ""), values.getOrDefault("password", "")),
                    file.toString()));
        }
        if (values.containsKey("client-cert") != values.containsKey("client-key")) {
            throw new IllegalArgumentException("`client-cert` and `client-key` must be given together");
        } else if (values.containsKey("client-cert")) {
            certificates.add(ClientCertificate.read(
                    Credential.of(host, "", "").host(),
                    file.resolveSibling(String.valueOf(values.get("client-cert"))),
                    file.resolveSibling(String.valueOf(values.get("client-key")))));
        }
    }
}
