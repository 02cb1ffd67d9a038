package io.dfs.cli.transfer;

import io.dfs.cli.session.UsageException;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command that copies understands, in either direction. Filled by picocli. */
public final class CopyOptions {

    private static final int MAX_PARALLEL = 64;

    @Parameters(arity = "1..*", paramLabel = "SOURCE… TARGET", description = "What to copy, and where to.")
    private List<String> paths = List.of();

    @Option(
            names = {"-r", "--recursive"},
            description = "Copy directories with everything below them.")
    private boolean recursive;

    @Option(
            names = "--parallel",
            defaultValue = "4",
            paramLabel = "N",
            description = "Chunks in flight at once. Default: ${DEFAULT-VALUE}.")
    private int parallel;

    public List<String> sources() {
        if (paths.size() < 2) {
            throw new UsageException(
                    "give at least one SOURCE, and TARGET behind it: there is only '%s'".formatted(target()));
        }
        return paths.subList(0, paths.size() - 1);
    }

    public String target() {
        return paths.getLast();
    }

    /** For what has another source than files. */
    public String onlyTarget() {
        if (paths.size() > 1) {
            throw new UsageException("give TARGET only: the source is named by another option");
        }
        return target();
    }

    public boolean recursive() {
        return recursive;
    }

    /** Chunks in flight at once; a number that makes no sense is told. */
    public int parallel() {
        if (parallel < 1 || parallel > MAX_PARALLEL) {
            throw new UsageException("--parallel %d: give 1 to %d".formatted(parallel, MAX_PARALLEL));
        }
        return parallel;
    }
}
