package io.dfs.metadata.status;

import io.dfs.common.api.SafeModeState;
import io.dfs.metadata.database.LongReads;
import io.dfs.metadata.node.SafeMode;
import io.dfs.metadata.status.ClusterFacts.EndangeredFiles;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Reads the facts, part by part, each in a transaction of its own with a timeout: a part that can't be read stays what it
 * was and takes no other with it.
 */
@Component
class FactsReader {

    private static final Logger LOG = LoggerFactory.getLogger(FactsReader.class);

    private final LongReads reads;
    private final Duration partTimeout;
    private final DatabaseClock clock;
    private final SafeMode safeMode;
    private final JdbcClient jdbc;
    private final NodeSurvey nodes;
    private final ChunkSurvey chunks;
    private final RepairSurvey repairs;
    private final WaitingSurvey waiting;
    private final BackUpSurvey backUps;

    FactsReader(
            LongReads reads,
            StatusSettings settings,
            DatabaseClock clock,
            SafeMode safeMode,
            JdbcClient jdbc,
            NodeSurvey nodes,
            ChunkSurvey chunks,
            RepairSurvey repairs,
            WaitingSurvey waiting,
            BackUpSurvey backUps) {
        this.reads = reads;
        this.partTimeout = settings.partTimeout();
        this.clock = clock;
        this.safeMode = safeMode;
        this.jdbc = jdbc;
        this.nodes = nodes;
        this.chunks = chunks;
        this.repairs = repairs;
        this.waiting = waiting;
        this.backUps = backUps;
    }

    /** Throws what the database throws if not even its clock can be read. */
    ClusterFacts read(ClusterFacts before) {
        Instant now = reads.within(partTimeout, clock::instant);
        Reading reading = new Reading(now);
        var nodesNow = reading.part("the nodes", before.nodes(), nodes::read);
        Living living = Living.among(nodesNow.value().nodes());
        var groups = reading.part("the chunks by replicas", before.chunks(), () -> chunks.groups(living));
        return new ClusterFacts(
                reading.part("the metadata epoch", before.metadataEpoch(), this::metadataEpoch),
                reading.part("safe mode", before.safeMode(), this::safeMode),
                nodesNow,
                groups,
                reading.part("the age of verifications", before.verified(), () -> chunks.verified(living, now)),
                reading.part("the endangered files", before.endangered(), () -> endangered(groups.value(), living)),
                reading.part("the progress of repair", before.repairs(), () -> repairs.read(now)),
                reading.part("the waiting bytes", before.waiting(), waiting::read),
                reading.part("the age of the last back-up", before.backUp(), () -> backUps.read(now)));
    }

    private long metadataEpoch() {
        return jdbc.sql("SELECT epoch FROM cluster WHERE singleton = 1")
                .query(Long.class)
                .single();
    }

    private SafeModeState safeMode() {
        return safeMode.state();
    }

    /** The search goes through all chunks, so it is spared when there is nothing to find. */
    private EndangeredFiles endangered(List<ClusterFacts.ChunkGroup> groups, Living living) {
        boolean any = groups.stream().anyMatch(group -> group.endangered() || !group.readable());
        return any ? chunks.endangered(living) : new EndangeredFiles(List.of(), 0);
    }

    private final class Reading {

        private final Instant now;

        Reading(Instant now) {
            this.now = now;
        }

        <T> Part<T> part(String name, Part<T> before, Supplier<T> read) {
            try {
                return new Part<>(reads.within(partTimeout, read), now, null);
            } catch (DataAccessException | TransactionException e) {
                LOG.warn("can't read {}", name, e);
                String old = before.asOf() == null ? "were never read" : "are those of " + before.asOf();
                return new Part<>(
                        before.value(),
                        before.asOf(),
                        "%s could not be read (%s) and %s".formatted(name, Causes.inWords(e), old));
            }
        }
    }
}
