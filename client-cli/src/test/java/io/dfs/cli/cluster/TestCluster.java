package io.dfs.cli.cluster;

import io.dfs.cli.local.LocalCluster;
import io.dfs.cli.local.LocalClusterControl;
import io.dfs.cli.local.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A cluster of real processes as {@code dfs local} makes it, on the database under test. */
final class TestCluster extends ClusterProbe {

    private final LocalClusterControl control;
    private final LocalCluster cluster;

    TestCluster(Path home, int nodes, int zones) {
        super(home);
        Map<String, String> settings = new HashMap<>(ClusterDatabase.fresh());
        settings.putAll(SecureMode.settings());
        this.control = LocalClusterControl.onDatabase(home.resolve(".dfs"), settings);
        this.cluster = control.up(
                nodes,
                zones,
                Ports.freeBasePort(21_000 + (int) (ProcessHandle.current().pid() % 500) * 20, 60_000, nodes),
                SecureMode.isOn(),
                _ -> {});
    }

    @Override
    String endpoint() {
        return cluster.endpoint();
    }

    @Override
    Path adminTokenFile() {
        return control.adminToken();
    }

    @Override
    Path authority() {
        return home().resolve(".dfs/tls/ca.crt");
    }

    @Override
    Path data(String name) {
        return control.data(name);
    }

    void kill(String name) {
        if (!control.kill(name)) {
            throw new AssertionError(name + " was not running");
        }
    }

    void start(String name) {
        control.start(name);
    }

    void stopAll() {
        control.down(false);
    }

    void startAll() {
        control.up(0, 0, 0, SecureMode.isOn(), _ -> {});
    }

    @Override
    public void close() throws IOException {
        super.close();
        control.down(true);
    }
}
