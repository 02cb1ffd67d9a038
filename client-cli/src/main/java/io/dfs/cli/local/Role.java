package io.dfs.cli.local;

/** What a process of the cluster is; {@code module} names the folder its program is built in. */
public enum Role {
    METADATA("metadata-service"),
    NODE("storage-node"),
    CONTROLLER("controller");

    private final String module;

    Role(String module) {
        this.module = module;
    }

    String module() {
        return module;
    }
}
