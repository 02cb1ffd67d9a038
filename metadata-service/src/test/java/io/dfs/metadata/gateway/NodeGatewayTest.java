package io.dfs.metadata.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.api.Allocation;
import io.dfs.common.api.ExtentLocation;
import io.dfs.common.api.FileLocations;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.WriteTicket;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeGatewayTest {

    @ParameterizedTest
    @CsvSource({
        "http://localhost:7070/nodes,   http://dfs-storage-node-2:7080, http://localhost:7070/nodes/dfs-storage-node-2:7080",
        "http://localhost:7070/nodes/,  http://dfs-storage-node-2:7080, http://localhost:7070/nodes/dfs-storage-node-2:7080",
        "https://dfs.example.org/nodes, https://10.0.0.7,               https://dfs.example.org/nodes/10.0.0.7",
        "http://[::1]:7070/nodes,       http://node:7080/below,         http://[::1]:7070/nodes/node:7080/below",
    })
    void putsItselfInFrontOfTheNodesOwnHostAndPort(String gateway, String node, String answered) {
        Allocation allocation = NodeGateway.of(gateway).within(allocation(node));
        FileLocations locations = NodeGateway.of(gateway).within(locations(node));

        assertThat(allocation.tickets().getFirst().nodes())
                .extracting(NodeAddress::url)
                .containsExactly(answered);
        assertThat(locations.extents().getFirst().replicas())
                .extracting(NodeAddress::url)
                .containsExactly(answered);
    }

    @Test
    void changesNothingElse() {
        NodeGateway gateway = NodeGateway.of("http://localhost:7070/nodes");
        Allocation allocation = allocation("http://node:7080");
        FileLocations locations = locations("http://node:7080");

        assertThat(gateway.within(allocation))
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*\\.url")
                .isEqualTo(allocation);
        assertThat(gateway.within(locations))
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*\\.url")
                .isEqualTo(locations);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void withoutAGatewayNodesAreToldByTheirOwnAddress(String header) {
        Allocation allocation = allocation("http://node:7080");
        FileLocations locations = locations("http://node:7080");

        assertThat(NodeGateway.of(header).within(allocation)).isEqualTo(allocation);
        assertThat(NodeGateway.of(header).within(locations)).isEqualTo(locations);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:7070/nodes",
                "/nodes",
                "file:///nodes",
                "http:///nodes",
                "http://me@gateway/nodes",
                "http://gateway/nodes?a=b",
                "http://gateway/nodes#a",
                "http://gate way/nodes"
            })
    void refusesWhatIsNoAddress(String header) {
        assertThatThrownBy(() -> NodeGateway.of(header))
                .hasMessageContaining("X-Dfs-Node-Gateway")
                .asInstanceOf(InstanceOfAssertFactories.type(DfsException.class))
                .extracting(DfsException::code)
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    /** Other web servers than ours answer to such names. */
    @Test
    void aGatewaysHostNameMayHaveAnUnderscore() {
        assertThat(NodeGateway.of("http://my_gateway/nodes").baseUrl()).isEqualTo("http://my_gateway/nodes");
    }

    @Test
    void refusesAnAddressThatIsTooLong() {
        assertThatThrownBy(() -> NodeGateway.of("http://gateway/" + "a".repeat(1024)))
                .hasMessageContaining("1024");
    }

    private static NodeAddress node(String url) {
        return new NodeAddress(NodeId.random(), "node-2", "zone-1", url);
    }

    private static Allocation allocation(String nodeUrl) {
        return new Allocation(
                List.of(new WriteTicket(ChunkId.random(), 5, List.of(node(nodeUrl)), "token", Instant.EPOCH)));
    }

    private static FileLocations locations(String nodeUrl) {
        ExtentLocation extent = new ExtentLocation(
                0, 0, ChunkId.random(), 0, 5, Crc32c.EMPTY, 5, Crc32c.EMPTY, "token", List.of(node(nodeUrl)));
        return new FileLocations(FilePath.valueOf("/f"), 1, 5, Crc32c.EMPTY, 1024, List.of(extent), 7L);
    }
}
