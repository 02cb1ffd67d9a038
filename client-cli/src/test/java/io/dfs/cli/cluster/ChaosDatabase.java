package io.dfs.cli.cluster;

import io.dfs.common.mysql.MySqlGroup;
import io.dfs.common.mysql.MySqlServer;
import io.dfs.common.mysql.StoppableServer;
import org.jspecify.annotations.Nullable;

/**
 * The database of a run: by {@code -Ddfs.chaos.database} a MySQL {@code server}, which is the default, a {@code group} of three, or {@code h2}, which is a part of the metadata service.
 */
final class ChaosDatabase implements AutoCloseable {

    static final String PROPERTY = "dfs.chaos.database";

    private static final int LONGEST_SECONDS = 20;
    private static final String DATABASE = "database";

    private final @Nullable StoppableServer server;

    private ChaosDatabase(@Nullable StoppableServer server) {
        this.server = server;
    }

    static ChaosDatabase start() {
        String kind = System.getProperty(PROPERTY, "server");
        return switch (kind) {
            case "server" -> new ChaosDatabase(MySqlServer.stoppable());
            case "group" -> new ChaosDatabase(new MySqlGroup());
            case "h2" -> new ChaosDatabase(null);
            default -> throw new IllegalArgumentException("-D%s is server, group or h2".formatted(PROPERTY));
        };
    }

    boolean isServer() {
        return server != null;
    }

    boolean isGroup() {
        return server instanceof MySqlGroup;
    }

    String product() {
        return server == null ? "H2" : server.product();
    }

    ClusterPlan of(ClusterPlan plan) {
        return server == null ? plan : plan.onDatabase(server);
    }

    void kill(ChaosScene scene) {
        if (server != null) {
            disturb(scene, ChaosFault.KILL_DATABASE, server::kill, "start", server::startAgain);
        }
    }

    void pause(ChaosScene scene) {
        if (server != null) {
            disturb(scene, ChaosFault.PAUSE_DATABASE, server::pause, "resume", server::resume);
        }
    }

    void cutOff(ChaosScene scene) {
        if (server instanceof MySqlGroup group) {
            disturb(scene, ChaosFault.CUT_OFF_DATABASE, group::cutOff, "reconnect", group::reconnect);
        }
    }

    private void disturb(ChaosScene scene, ChaosFault fault, Runnable work, String healing, Runnable heal) {
        if (scene.mayAllStop() && isWhole()) {
            scene.noteStop();
            scene.disturb(fault, DATABASE, "", LONGEST_SECONDS, work, healing, heal);
        }
    }

    /** A group that has lost one member already would not survive the loss of another. */
    private boolean isWhole() {
        return !(server instanceof MySqlGroup group) || group.isWhole();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
