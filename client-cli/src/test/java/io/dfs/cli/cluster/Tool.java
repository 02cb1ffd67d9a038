package io.dfs.cli.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A command of the system. */
final class Tool {

    private Tool() {}

    /** @throws ToolFailedException with what it said, if it can't be run or fails */
    static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new ToolFailedException(String.join(" ", command) + ": " + said);
            }
        } catch (IOException e) {
            throw new ToolFailedException(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
