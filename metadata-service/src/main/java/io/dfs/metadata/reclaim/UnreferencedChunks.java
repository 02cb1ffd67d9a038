package io.dfs.metadata.reclaim;

import io.dfs.common.id.ChunkId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.Transactions;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Gives up chunks that no file has needed for a while. */
@Component
class UnreferencedChunks {

    private static final int PER_TRANSACTION = 100;

    /** @param more whether there may be more to give up at once */
    record Outcome(int removals, boolean more) {}

    private final ChunkRows chunks;
    private final GivenUp givenUp;
    private final Transactions transactions;

    UnreferencedChunks(ChunkRows chunks, GivenUp givenUp, Transactions transactions) {
        this.chunks = chunks;
        this.givenUp = givenUp;
        this.transactions = transactions;
    }

    int countSince(Instant time) {
        return chunks.countUnreferencedSince(time);
    }

    /**
     * @param releasedBefore for chunks whose space was released; not before the other
     * @param limit chunks at most
     */
    Outcome giveUp(Instant unreferencedBefore, Instant releasedBefore, int limit) {
        List<ChunkId> due = chunks.unreferencedBefore(unreferencedBefore, releasedBefore, limit);
        int removals = 0;
        for (List<ChunkId> part : SqlLists.parts(due, PER_TRANSACTION)) {
            removals += transactions.call(() -> giveUp(part, unreferencedBefore, releasedBefore));
        }
        return new Outcome(removals, due.size() == limit);
    }

    /** What the rows say now, locked, counts: a commit may have taken one of the chunks into use, or another round it out. */
    private int giveUp(List<ChunkId> candidates, Instant unreferencedBefore, Instant releasedBefore) {
        List<ChunkRow> rows = chunks.lock(candidates);
        chunks.clear(
                rows.stream().filter(ChunkRow::referenced).map(ChunkRow::id).toList());
        return givenUp.giveUp(rows.stream()
                .filter(row -> row.isGarbage(row.released() ? releasedBefore : unreferencedBefore))
                .map(ChunkRow::id)
                .toList());
    }
}
