package io.dfs.cli.session;

import io.dfs.common.api.AccessApi;
import io.dfs.common.api.ClusterInfo;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.http.HttpAccessApi;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.HttpOperationsApi;
import io.dfs.common.http.MetadataEndpoints;
import io.dfs.common.http.Retry;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.tls.ClientTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.jspecify.annotations.Nullable;

/** A connection to one cluster: its metadata services and its nodes. */
public final class ClusterSession implements AutoCloseable {

    private static final int METADATA_CONNECTIONS = 32;

    private final CloseableHttpClient metadataHttp;
    private final CloseableHttpClient nodeHttp;
    /** What the failover of a database takes at most. */
    private static final Duration FAILOVER = Duration.ofMinutes(1);

    private final MetadataApi prompt;
    private final MetadataApi patient;
    private final OperationsApi promptOperations;
    private final OperationsApi patientOperations;
    private final AccessApi access;

    /**
     * @param tls for https addresses, of services and nodes
     * @param nodeConnections the most connections to nodes at once
     * @param requestId goes along with every request
     * @param token goes along with every request to the metadata services, and to no node; null for none
     */
    ClusterSession(
            MetadataEndpoints endpoints,
            ClientTls tls,
            TransferSettings settings,
            int nodeConnections,
            String requestId,
            @Nullable Supplier<String> token) {
        // Apart from each other, so that long transfers never keep a short question waiting.
        this.metadataHttp = HttpClients.create(
                tls, settings.connectTimeout(), settings.responseTimeout(), METADATA_CONNECTIONS, () -> requestId);
        this.nodeHttp = HttpClients.create(
                tls, settings.connectTimeout(), settings.responseTimeout(), nodeConnections, () -> requestId);
        Retry prompt = settings.firstContact()
                .withAnsweredLimit(
                        Collections.min(List.of(FAILOVER, settings.transfer().limit())));
        this.prompt = new HttpMetadataApi(metadataHttp, endpoints, prompt, token);
        this.patient = new HttpMetadataApi(metadataHttp, endpoints, settings.transfer(), token);
        this.promptOperations = new HttpOperationsApi(metadataHttp, endpoints, settings.firstContact(), token);
        this.patientOperations = new HttpOperationsApi(metadataHttp, endpoints, settings.transfer(), token);
        this.access = new HttpAccessApi(metadataHttp, endpoints, settings.firstContact(), token);
    }

    /** Gives up soon where no service is reached: for commands of one or two calls, and for the first call of a transfer. */
    public MetadataApi metadata() {
        return prompt;
    }

    /** Outlives the restart of a service: for calls in the middle of a transfer. */
    public MetadataApi patientMetadata() {
        return patient;
    }

    /** Gives up soon. */
    public OperationsApi operations() {
        return promptOperations;
    }

    /** Outlives the restart of a service: for the many calls of a long walk. */
    public OperationsApi patientOperations() {
        return patientOperations;
    }

    /** Gives up soon. */
    public AccessApi access() {
        return access;
    }

    public StorageNodeClient nodes() {
        return new StorageNodeClient(nodeHttp);
    }

    public ClusterInfo info() {
        return prompt.cluster();
    }

    @Override
    public void close() {
        try (metadataHttp;
                nodeHttp) {
            // Both are closed, the second also when closing the first fails.
        } catch (IOException e) {
            throw new UncheckedIOException("closing connections failed", e);
        }
    }
}
