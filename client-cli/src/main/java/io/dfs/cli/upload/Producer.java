package io.dfs.cli.upload;

import io.dfs.cli.transfer.CommandFailedException;
import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A command whose output is stored, if it succeeds. Its standard input and error are those of this process. */
final class Producer implements StreamSource {

    /** To put things in order when it is told to end. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Process process;

    private Producer(Process process) {
        this.process = process;
    }

    /** Starts a line as a shell takes it. */
    static Producer start(String command, Path workingDirectory) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(workingDirectory.toFile())
                .redirectInput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT);
        try {
            return new Producer(builder.start());
        } catch (IOException e) {
            throw LocalFileException.of("run", "sh -c '%s'".formatted(command), e);
        }
    }

    @Override
    public String name() {
        return "the output of the command";
    }

    @Override
    public InputStream in() {
        return process.getInputStream();
    }

    /** The end of the output is not yet the end of the command. */
    @Override
    public void requireComplete() {
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new CommandFailedException(
                        "the command ended with status %d: nothing was stored".formatted(status));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted", e);
        }
    }

    /** Ends a command whose output is no longer wanted, with what it has started, and does not return before they have ended. */
    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        if (!ended(all, GRACE)) {
            all.forEach(ProcessHandle::destroyForcibly);
            ended(all, GRACE);
        }
    }

    private static boolean ended(List<ProcessHandle> processes, Duration limit) {
        CompletableFuture<?>[] ends =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process can't fail", e);
        }
    }
}
