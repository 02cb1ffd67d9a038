package io.dfs.metadata.reclaim;

import io.dfs.common.id.ChunkId;
import io.dfs.metadata.database.Cursor;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.reclaim.ChunkRow.Finding;
import io.dfs.metadata.removal.GivenUpChunks;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Goes round and round through all chunks, a page per round, and puts right what no one told: a mark that is missing or wrong,
 * a replica that a copy brought to a chunk that was given up.
 */
@Component
class ChunkSweep {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkSweep.class);

    private final ChunkRows chunks;
    private final GivenUp givenUp;
    private final GivenUpChunks gone;
    private final Transactions transactions;
    private final Cursor cursor = new Cursor();

    ChunkSweep(ChunkRows chunks, GivenUp givenUp, GivenUpChunks gone, Transactions transactions) {
        this.chunks = chunks;
        this.givenUp = givenUp;
        this.gone = gone;
        this.transactions = transactions;
    }

    /** Returns how many removals were requested. */
    int examineNext(int limit) {
        List<ChunkId> wrong = new ArrayList<>();
        cursor.next(limit, after -> {
            List<ChunkRow> page = chunks.page(after, limit);
            page.stream().filter(row -> row.finding() != Finding.RIGHT).forEach(row -> wrong.add(row.id()));
            return page.stream().map(row -> row.id().value()).toList();
        });
        return wrong.isEmpty() ? 0 : transactions.call(() -> putRight(wrong));
    }

    private int putRight(List<ChunkId> wrong) {
        Map<Finding, List<ChunkId>> findings = new EnumMap<>(Finding.class);
        chunks.lock(wrong)
                .forEach(row -> findings.computeIfAbsent(row.finding(), _ -> new ArrayList<>())
                        .add(row.id()));
        findings.forEach((finding, ids) -> LOG.debug("{} chunks are {}", ids.size(), finding));
        chunks.mark(findings.getOrDefault(Finding.UNMARKED, List.of()));
        chunks.clear(findings.getOrDefault(Finding.NEEDED_AFTER_ALL, List.of()));
        gone.forget(findings.getOrDefault(Finding.GONE, List.of()));
        return givenUp.giveUp(findings.getOrDefault(Finding.HALF_GIVEN_UP, List.of()));
    }
}
