package org.gapferry.ecosystem.npm.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The package managers that install from a mirror. */
public enum NpmClient {
    NPM_10("npm 10", ClientRules.NPM),
    NPM_11("npm 11", ClientRules.NPM),
    NPM_12("npm 12", ClientRules.NPM_12),
    PNPM_9("pnpm 9", ClientRules.PNPM),
    PNPM_10("pnpm 10", ClientRules.PNPM),
    PNPM_11("pnpm 11", ClientRules.PNPM),
    PNPM_12("pnpm 12", ClientRules.PNPM_12),
    YARN_1("yarn 1", ClientRules.YARN_1),
    YARN_4("yarn 4", ClientRules.YARN_4),
    BUN_1("bun 1", ClientRules.BUN);

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // a record of constants
    private final ClientRules rules;

    NpmClient(String label, ClientRules rules) {
        this.label = label;
        this.rules = rules;
    }

    public ClientRules rules() {
        return rules;
    }

    /** Whether it is a version of a manager that such lockfiles are of. */
    public boolean isOf(NpmProduct product) {
        return switch (product) {
            case NPM, NPM_11, PNPM, BUN -> product().equals(product.command());
            case YARN_1 -> this == YARN_1;
            case YARN -> this == YARN_4;
        };
    }

    /** Those that behave alike, by what they do. */
    public static Map<ClientRules, List<NpmClient>> byRules() {
        Map<ClientRules, List<NpmClient>> clients = new LinkedHashMap<>();
        for (NpmClient client : values()) {
            clients.computeIfAbsent(client.rules, rules -> new ArrayList<>()).add(client);
        }
        return clients;
    }

    /** {@code yarn 1 and yarn 4}; three and more versions of one are {@code npm 10 to 12}. */
    public static String names(Collection<NpmClient> clients) {
        Map<String, List<NpmClient>> products = new TreeSet<>(clients)
                .stream().collect(Collectors.groupingBy(NpmClient::product, LinkedHashMap::new, Collectors.toList()));
        List<String> names = new ArrayList<>();
        products.values().forEach(versions -> {
            NpmClient first = versions.get(0);
            NpmClient last = versions.get(versions.size() - 1);
            List<NpmClient> between = List.of(values())
                    .subList(List.of(values()).indexOf(first), List.of(values()).indexOf(last) + 1);
            if (versions.size() > 2 && between.equals(versions)) {
                names.add(first.label + " to "
                        + last.label.substring(last.product().length() + 1));
            } else {
                versions.forEach(version -> names.add(version.label));
            }
        });
        int last = names.size() - 1;
        return last < 1
                ? String.join("", names)
                : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    private String product() {
        return label.substring(0, label.indexOf(' '));
    }

    @Override
    public String toString() {
        return label;
    }
}
