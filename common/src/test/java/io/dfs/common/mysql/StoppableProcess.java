package io.dfs.common.mysql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** MariaDB as a process, with the signals that a container's pause and kill are. */
final class StoppableProcess implements StoppableServer {

    private final MariaDb database;
    private final List<String> command;
    private ProcessHandle process;

    private StoppableProcess(MariaDb database, ProcessHandle process) {
        this.database = database;
        this.process = process;
        this.command = new ArrayList<>(List.of(process.info().command().orElseThrow()));
        command.addAll(List.of(process.info().arguments().orElseThrow()));
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    static StoppableProcess start() {
        MariaDb database = MariaDb.start();
        String port = "--port=" + database.port();
        ProcessHandle process = ProcessHandle.current()
                .descendants()
                .filter(child ->
                        List.of(child.info().arguments().orElse(new String[0])).contains(port))
                .findFirst()
                .orElseThrow();
        return new StoppableProcess(database, process);
    }

    @Override
    public String url() {
        return database.url();
    }

    @Override
    public String user() {
        return "root";
    }

    @Override
    public String password() {
        return "";
    }

    @Override
    public String product() {
        return "MariaDB";
    }

    @Override
    public void pause() {
        signal("STOP");
    }

    @Override
    public void resume() {
        signal("CONT");
    }

    @Override
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void startAgain() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .toHandle();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String signal) {
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new AssertionError("the database could not be sent " + signal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
