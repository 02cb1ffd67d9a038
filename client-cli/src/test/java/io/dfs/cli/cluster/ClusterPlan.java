package io.dfs.cli.cluster;

import io.dfs.common.mysql.StoppableServer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a {@link FaultCluster} is made of.
 *
 * @param metadataServices how many there are, on one database
 * @param settings environment variables of every process
 * @param memberSettings those of one process, by its name
 * @param linked nodes whose cables can be cut
 * @param diskMebibytes size of each disk, which is a file system of its own then; 0 for plain directories
 * @param fakeClocks whether the processes' clocks can be set
 */
record ClusterPlan(
        int nodes,
        int zones,
        int metadataServices,
        Map<String, String> settings,
        Map<String, Map<String, String>> memberSettings,
        Set<String> linked,
        int diskMebibytes,
        boolean fakeClocks) {

    ClusterPlan {
        settings = Map.copyOf(settings);
        memberSettings = Map.copyOf(memberSettings);
        linked = Set.copyOf(linked);
    }

    static ClusterPlan of(int nodes, int zones) {
        return new ClusterPlan(nodes, zones, 1, Map.of(), Map.of(), Set.of(), 0, false);
    }

    /** For all processes. */
    ClusterPlan with(String variable, String value) {
        Map<String, String> more = new HashMap<>(settings);
        more.put(variable, value);
        return new ClusterPlan(nodes, zones, metadataServices, more, memberSettings, linked, diskMebibytes, fakeClocks);
    }

    /** For one process. */
    ClusterPlan with(String member, String variable, String value) {
        Map<String, Map<String, String>> more = new HashMap<>(memberSettings);
        Map<String, String> own = new HashMap<>(more.getOrDefault(member, Map.of()));
        own.put(variable, value);
        more.put(member, Map.copyOf(own));
        return new ClusterPlan(nodes, zones, metadataServices, settings, more, linked, diskMebibytes, fakeClocks);
    }

    /** Called {@code metadata} and {@code metadata-2}. They need a database that several can use. */
    ClusterPlan withTwoMetadataServices() {
        return new ClusterPlan(nodes, zones, 2, settings, memberSettings, linked, diskMebibytes, fakeClocks);
    }

    /** The metadata lies in the database under test and not in a file, which a test could copy. */
    ClusterPlan onDatabaseUnderTest() {
        ClusterPlan plan = this;
        for (Map.Entry<String, String> setting : ClusterDatabase.fresh().entrySet()) {
            plan = plan.with("metadata", setting.getKey(), setting.getValue());
        }
        return plan;
    }

    /** The metadata lies on a server of the test's own. */
    ClusterPlan onDatabase(StoppableServer server) {
        return with("metadata", "DFS_DATABASE_URL", server.url() + "dfs?createDatabaseIfNotExist=true")
                .with("metadata", "DFS_DATABASE_USER", server.user())
                .with("metadata", "DFS_DATABASE_PASSWORD", server.password());
    }

    /** Each disk is a file system of its own, which can be full; takes root. */
    ClusterPlan withDisksOf(int mebibytes) {
        return new ClusterPlan(nodes, zones, metadataServices, settings, memberSettings, linked, mebibytes, fakeClocks);
    }

    /** {@link FaultCluster#clock} sets the clocks; takes libfaketime. */
    ClusterPlan withFakeClocks() {
        return new ClusterPlan(nodes, zones, metadataServices, settings, memberSettings, linked, diskMebibytes, true);
    }

    /** The node is reached, and reaches the metadata service, over links that {@link FaultCluster#cutOff} cuts. */
    ClusterPlan linked(String node) {
        Set<String> more = new HashSet<>(linked);
        more.add(node);
        return new ClusterPlan(
                nodes, zones, metadataServices, settings, memberSettings, more, diskMebibytes, fakeClocks);
    }

    Map<String, String> settingsOf(String member) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(memberSettings.getOrDefault(member, Map.of()));
        return all;
    }
}
