package io.dfs.node.transfer;

import io.dfs.common.http.HttpClients;
import io.dfs.common.http.LagRule;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.tls.ClientTls;
import io.dfs.node.identity.NodeProperties;
import io.dfs.service.connection.ConnectionLimits;
import io.dfs.service.connection.ScarceSlots;
import java.time.Duration;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TransferConfiguration {

    /** As clients have it that send to all nodes themselves. */
    private static final LagRule LAG_RULE = new LagRule(Duration.ofSeconds(3), 4);

    private static final String NODE_HTTP_CLIENT = "nodeHttpClient";

    @Bean
    TransferSlots transferSlots(NodeProperties properties, ConnectionLimits limits) {
        int most = properties.maxTransfers();
        return new TransferSlots("transfers", most, limits.shareOf(most));
    }

    @Bean
    Transfers transfers(TransferSlots clients, NodeProperties properties) {
        return new Transfers(
                clients,
                new TransferSlots("copies", properties.maxCopies()),
                new TransferSlots("relayed writes", properties.maxRelays()));
    }

    /** Clients that hardly read or write give their slots to others when there are no more. */
    @Bean
    ScarceSlots scarceSlots(TransferSlots clients) {
        return clients::excess;
    }

    /** One connection per copy, and one per target of a relay (a ticket rarely has more than three nodes). */
    @Bean(name = NODE_HTTP_CLIENT, destroyMethod = "close")
    CloseableHttpClient nodeHttpClient(ClientTls tls, NodeProperties properties) {
        return HttpClients.create(
                tls,
                properties.connectTimeout(),
                properties.responseTimeout(),
                properties.maxCopies() + 2 * properties.maxRelays());
    }

    @Bean
    StorageNodeClient storageNodeClient(@Qualifier(NODE_HTTP_CLIENT) CloseableHttpClient http) {
        return new StorageNodeClient(http);
    }

    @Bean
    Relay relay(StorageNodeClient nodes, Transfers transfers, NodeProperties properties) {
        return new Relay(
                nodes, transfers.relays(), properties.relayStallLimit(), properties.responseTimeout(), LAG_RULE);
    }
}
