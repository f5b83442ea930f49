package org.gapferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.gapferry.ecosystem.Ecosystems;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No ecosystem is without its contracts. */
class ContractsTest {
    static List<String> ecosystems() {
        return Ecosystems.ALL.names();
    }

    @ParameterizedTest
    @MethodSource("ecosystems")
    void eachEcosystemIsHeldToEachContract(String id) throws ClassNotFoundException {
        String name = id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1);
        for (Class<?> contract : List.of(EndpointContract.class, ResolverContract.class, InstallCheckContract.class)) {
            String test = contract.getName().replace("Contract", "Test").replace(".contract.", ".contract." + name);
            assertThat(contract).isAssignableFrom(Class.forName(test));
        }
    }
}
