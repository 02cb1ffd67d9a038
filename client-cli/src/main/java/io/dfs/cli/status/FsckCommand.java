package io.dfs.cli.status;

import io.dfs.cli.progress.Progress;
import io.dfs.cli.progress.ProgressDisplay;
import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.JsonListing;
import io.dfs.cli.store.StorePaths;
import io.dfs.cli.store.TreeWalk;
import io.dfs.cli.transfer.FailureLog;
import io.dfs.common.api.FsckFinding;
import io.dfs.common.api.FsckReply;
import io.dfs.common.api.FsckRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.ExitCode;
import io.dfs.common.file.FilePath;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "fsck",
        description =
                "Check files against the facts: every chunk's good replicas, where they are, when they were verified.",
        footer = {
            "",
            "A line for each finding: KIND PATH CHUNK DETAIL. Ends with 8 if data is at risk. Findings that are no risk"
                    + " are counted; -v shows them, too."
        })
public final class FsckCommand implements Callable<Integer> {

    /** Paths per request, and held in memory at a time. */
    static final int BATCH = 200;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            defaultValue = "/",
            description = "Files or directories in the store. Default: ${DEFAULT-VALUE}.")
    private List<String> paths = List.of();

    private final Invocation invocation;
    private final List<FilePath> batch = new ArrayList<>();
    private final Map<FsckFinding.Kind, Long> found = new EnumMap<>(FsckFinding.Kind.class);
    private @Nullable JsonListing json;
    private long checkedFiles;
    private long checkedChunks;
    private boolean isAtRisk;

    public FsckCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (ClusterSession session = invocation.connect();
                Progress warnings = ProgressDisplay.warningsOnly(invocation)) {
            session.info(); // an address that is wrong is told soon
            FailureLog failures = new FailureLog(warnings, paths.size() == 1);
            json = invocation.options().json() ? new JsonListing(invocation.out(), "findings") : null;
            paths.forEach(path -> failures.attempt(path, () -> walk(session, StorePaths.parse(path))));
            check(session);
            progress(true);
            if (paths.size() == 1) {
                failures.throwIfAny("checked");
            }
            summarise();
            if (!isAtRisk) {
                failures.throwIfAny("name", "checked");
            }
        }
        return isAtRisk ? ExitCode.INTEGRITY.number() : ExitCode.OK.number();
    }

    private void walk(ClusterSession session, FilePath root) {
        try {
            TreeWalk.files(session.patientMetadata(), root, (file, _) -> add(session, file));
        } catch (DfsException e) {
            if (e.code() != ErrorCode.NOT_A_DIRECTORY) {
                throw e;
            }
            add(session, root); // The walk refuses the root only; what changes below it is passed over.
        }
    }

    private void add(ClusterSession session, FilePath file) {
        batch.add(file);
        if (batch.size() == BATCH) {
            check(session);
        }
    }

    private void check(ClusterSession session) {
        if (batch.isEmpty()) {
            return;
        }
        FsckReply reply = session.patientOperations().fsck(new FsckRequest(List.copyOf(batch)));
        batch.clear();
        checkedFiles += reply.checkedFiles();
        checkedChunks += reply.checkedChunks();
        progress(false);
        reply.findings().forEach(this::tell);
    }

    private void tell(FsckFinding finding) {
        found.merge(finding.kind(), 1L, Long::sum);
        isAtRisk |= finding.isRisk();
        if (json != null) {
            json.add(finding);
        } else if (finding.isRisk() || invocation.options().verbose()) {
            invocation
                    .out()
                    .println("%s %s %s %s"
                            .formatted(
                                    finding.kind(),
                                    invocation.show(finding.path()),
                                    Objects.requireNonNullElse(finding.chunkId(), "-"),
                                    invocation.show(finding.detail())));
        }
    }

    /** One line that is written over, for a person who waits. */
    private void progress(boolean isLast) {
        if (invocation.options().quiet() || !invocation.errCanRedraw()) {
            return;
        }
        invocation.console().err().print(isLast ? "\r\033[K" : "\r\033[Kchecked %,d files".formatted(checkedFiles));
        invocation.console().err().flush();
    }

    private void summarise() {
        if (json != null) {
            json.with("checkedFiles", checkedFiles)
                    .with("checkedChunks", checkedChunks)
                    .end();
            return;
        }
        String findings = found.entrySet().stream()
                .map(entry -> "%,d %s".formatted(entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(", "));
        String verdict = isAtRisk ? "data is at risk" : found.isEmpty() ? "all is well" : "nothing is at risk";
        invocation
                .out()
                .println("checked %,d files, %,d chunks: %s%s"
                        .formatted(checkedFiles, checkedChunks, verdict, findings.isEmpty() ? "" : ": " + findings));
    }
}
