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
    NPM_12("npm 12", ClientRules.NPM),
    PNPM_9("pnpm 9", ClientRules.PNPM),
    PNPM_10("pnpm 10", ClientRules.PNPM),
    PNPM_11("pnpm 11", ClientRules.PNPM),
    PNPM_12("pnpm 12", ClientRules.PNPM),
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

    /** Those that behave alike, by what they do. */
    public static Map<ClientRules, List<NpmClient>> byRules() {
        Map<ClientRules, List<NpmClient>> clients = new LinkedHashMap<>();
        for (NpmClient client : values()) {
            clients.computeIfAbsent(client.rules, rules -> new ArrayList<>()).add(client);
        }
        return clients;
    }

    /** {@code yarn 1 and yarn 4}; the versions of one that behave alike are {@code npm 10 to 12}. */
    public static String names(Collection<NpmClient> clients) {
        Map<ClientRules, List<NpmClient>> groups = new TreeSet<>(clients)
                .stream().collect(Collectors.groupingBy(NpmClient::rules, LinkedHashMap::new, Collectors.toList()));
        List<String> names = groups.values().stream()
                .map(group -> group.size() == 1
                        ? group.get(0).label
                        : group.get(0).label + " to "
                                + group.get(group.size() - 1).version())
                .toList();
        int last = names.size() - 1;
        return last < 1
                ? String.join("", names)
                : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    private String version() {
        return label.substring(label.indexOf(' ') + 1);
    }

    @Override
    public String toString() {
        return label;
    }
}
