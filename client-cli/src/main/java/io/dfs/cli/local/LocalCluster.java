package io.dfs.cli.local;

import io.dfs.cli.session.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a local cluster consists of; kept as {@code cluster.json} in its folder. Ports follow from the base port: the
 * metadata service has it, the next is left out, and the nodes have those after; the management port of each, and of the
 * controller, is 128 higher. So clusters whose base ports are 256 apart never meet, however many nodes they have.
 *
 * @param endpoint what clients need
 * @param settings environment variables that every process gets; each reads those that it knows
 */
public record LocalCluster(
        String endpoint,
        int basePort,
        int zones,
        List<Member> members,
        @Nullable Map<String, String> settings) {

    public LocalCluster {
        members = List.copyOf(members);
        settings = settings == null ? Map.of() : Map.copyOf(settings);
    }

    /** Never null: the annotation is for files of an older cluster, which have none. */
    @Override
    public Map<String, String> settings() {
        return settings == null ? Map.of() : settings;
    }

    static LocalCluster plan(int nodes, int zones, int basePort) {
        require(nodes >= 1 && nodes <= 100, "--nodes is %d; a local cluster has 1 to 100", nodes);
        require(zones >= 1 && zones <= nodes, "--zones is %d; there are 1 to as many zones as nodes", zones);
        require(
                basePort >= 1024 && basePort + 1 + nodes + Member.MANAGEMENT_OFFSET <= 65535,
                "--base-port is %d; it and the 256 after it must lie in 1024 to 65535",
                basePort);
        List<Member> members = new ArrayList<>();
        members.add(new Member("metadata", Role.METADATA, basePort, null));
        members.add(new Member("controller", Role.CONTROLLER, basePort + 1, null));
        IntStream.rangeClosed(1, nodes)
                .mapToObj(number -> node(number, zones, basePort))
                .forEach(members::add);
        return new LocalCluster("http://localhost:" + basePort, basePort, zones, members, Map.of());
    }

    /** This cluster as one in which everybody speaks TLS. */
    LocalCluster overTls() {
        return new LocalCluster("https://localhost:" + basePort, basePort, zones, members, settings);
    }

    boolean speaksTls() {
        return endpoint.startsWith("https:");
    }

    /** Where a member's work is done; of the controller, which has no clients, where its health is asked. */
    String url(Member member) {
        return member.role() == Role.CONTROLLER ? managementUrl(member) : url(member.port());
    }

    /** Where a member's health and metrics are told. */
    String managementUrl(Member member) {
        return url(member.managementPort());
    }

    private String url(int port) {
        return (speaksTls() ? "https" : "http") + "://localhost:" + port;
    }

    private static Member node(int number, int zones, int basePort) {
        return new Member("node-" + number, Role.NODE, basePort + 1 + number, "zone-" + ((number - 1) % zones + 1));
    }

    /** This cluster and one node more. */
    LocalCluster withOneMoreNode() {
        List<Member> grown = new ArrayList<>(members);
        grown.add(node(nodes().size() + 1, zones, basePort));
        return new LocalCluster(endpoint, basePort, zones, grown, settings);
    }

    /** This cluster with these settings in addition; of two values for one the new one. */
    LocalCluster with(Map<String, String> more) {
        Map<String, String> merged = new TreeMap<>(settings());
        merged.putAll(more);
        return new LocalCluster(endpoint, basePort, zones, members, merged);
    }

    public List<Member> nodes() {
        return members.stream().filter(member -> member.role() == Role.NODE).toList();
    }

    public Member member(String name) {
        return find(name)
                .orElseThrow(() -> new UsageException("there is no %s in this cluster; there are: %s"
                        .formatted(
                                name,
                                String.join(
                                        ", ", members.stream().map(Member::name).toList()))));
    }

    Optional<Member> find(String name) {
        return members.stream().filter(member -> member.name().equals(name)).findFirst();
    }

    private static void require(boolean holds, String message, int value) {
        if (!holds) {
            throw new UsageException(message.formatted(value));
        }
    }
}
