package io.dfs.cli.local;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a member is started: a pure function of the cluster, its folder and the programs. Times are short, so that a person
 * who kills a node sees it noticed and healed.
 */
record LaunchPlan(List<String> command, Map<String, String> environment) {

    static final String HEAP = "-Xmx256m";

    /** Each service reads those that it knows. */
    static final Map<String, String> SHORT_TIMES = Map.ofEntries(
            Map.entry("DFS_HEARTBEAT_INTERVAL", "1s"),
            Map.entry("DFS_STALE_AFTER", "3s"),
            Map.entry("DFS_DEAD_AFTER", "10s"),
            Map.entry("DFS_EPOCH_INTERVAL", "1s"),
            Map.entry("DFS_MASS_LOSS_GRACE", "1m"),
            Map.entry("DFS_REPAIR_INTERVAL", "1s"),
            Map.entry("DFS_REPAIR_CLAIM", "30s"),
            Map.entry("DFS_RECLAIM_INTERVAL", "2s"),
            Map.entry("DFS_BALANCE_INTERVAL", "5s"),
            Map.entry("DFS_SCRUB_PERIOD", "1d"),
            Map.entry("DFS_SCRUB_RATE", "5MB"));

    static LaunchPlan of(Member member, LocalCluster cluster, ClusterFolder folder, Programs programs) {
        List<String> command = new ArrayList<>();
        command.add(programs.java().toString());
        command.add(mark(member, folder));
        command.add(HEAP);
        command.add("-XX:+ExitOnOutOfMemoryError");
        if (member.role() != Role.NODE || !encrypts(cluster)) {
            // The quick compiler only: six services start in 10 s instead of 19 on two cores, and chunks move as fast,
            // because checksums and copying are native code. Encryption is that with the other compiler only: 16 MiB/s
            // become 1,500.
            command.add("-XX:TieredStopAtLevel=1");
        }
        // Tomcat frees buffers with it, and the warning about that tells users nothing.
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(programs.arguments(member.role()));
        return new LaunchPlan(List.copyOf(command), environment(member, cluster, folder));
    }

    /** On their way or on disk. */
    private static boolean encrypts(LocalCluster cluster) {
        return cluster.speaksTls()
                || cluster.settings().keySet().stream().anyMatch(name -> name.startsWith("DFS_ENCRYPTION_KEY"));
    }

    /** On the command line of each process, so that it is found again whatever became of the command that started it. */
    static String mark(Member member, ClusterFolder folder) {
        return "-Ddfs.local=" + folder.path() + "#" + member.name();
    }

    /** The cluster's own settings win over the short times, and what it decides itself over both; but for the database. */
    private static Map<String, String> environment(Member member, LocalCluster cluster, ClusterFolder folder) {
        Map<String, String> environment = new LinkedHashMap<>(SHORT_TIMES);
        environment.putAll(cluster.settings());
        environment.put("DFS_API_PAGE", "true");
        environment.put("DFS_PORT", Integer.toString(member.port()));
        environment.put("DFS_MANAGEMENT_PORT", Integer.toString(member.managementPort()));
        environment.put("DFS_CLUSTER_SECRET_FILE", folder.secret().toString());
        if (cluster.speaksTls()) {
            environment.put("DFS_TLS_CERTIFICATE", folder.certificate(member).toString());
            environment.put("DFS_TLS_PRIVATE_KEY", folder.privateKey(member).toString());
            environment.put("DFS_TLS_CA", folder.authority().toString());
            // People have no certificate; programs of the cluster are refused without one.
            environment.put("DFS_TLS_CLIENT_AUTH", "want");
        }
        switch (member.role()) {
            case METADATA -> {
                environment.put("DFS_ADMIN_TOKEN_FILE", folder.adminToken().toString());
                environment.putIfAbsent(
                        "DFS_DATABASE_URL",
                        "jdbc:h2:file:%s;MODE=MySQL;TIME ZONE=UTC;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0"
                                .formatted(folder.data(member).resolve("metadata")));
            }
            case NODE -> {
                environment.put("DFS_METADATA_URL", cluster.endpoint());
                environment.put("DFS_NODE_NAME", member.name());
                environment.put("DFS_NODE_ZONE", Objects.requireNonNull(member.zone()));
                environment.put("DFS_NODE_ADVERTISED_URL", cluster.url(member));
                environment.put("DFS_NODE_DATA_DIRS", folder.data(member).toString());
            }
            case CONTROLLER -> environment.put("DFS_METADATA_URL", cluster.endpoint());
        }
        return environment;
    }
}
