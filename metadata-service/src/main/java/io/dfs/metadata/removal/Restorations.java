package io.dfs.metadata.removal;

import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.QuarantineItem;
import io.dfs.common.api.RemovalState;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.metadata.database.Transactions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Brings replicas back from quarantine because a person says so. */
@Component
class Restorations {

    private static final Logger LOG = LoggerFactory.getLogger(Restorations.class);

    private final RemovalTable removals;
    private final Ledger ledger;
    private final ChunkProofs chunks;
    private final QuarantineItems items;
    private final Transactions transactions;

    Restorations(
            RemovalTable removals,
            Ledger ledger,
            ChunkProofs chunks,
            QuarantineItems items,
            Transactions transactions) {
        this.removals = removals;
        this.ledger = ledger;
        this.chunks = chunks;
        this.items = items;
        this.transactions = transactions;
    }

    /** Asked twice it is the same; the node may have unlinked the file a moment ago, which the ledger then tells. */
    QuarantineItem restore(UUID id) {
        return transactions.call(() -> {
            Removal found = removals.find(id).orElseThrow(() -> unknown(id));
            ChunkProof chunk = chunks.lock(List.of(found.chunkId())).get(found.chunkId());
            Removal removal = removals.lock(List.of(id)).stream().findFirst().orElseThrow(() -> unknown(id));
            switch (removal.state()) {
                case RESTORING -> {}
                case REQUESTED -> throw refused(removal, "its node has not put it there yet: try again in a minute");
                case QUARANTINED, UNLINKING -> begin(removal, chunk);
            }
            return items.of(removals.find(List.of(id))).getFirst();
        });
    }

    private void begin(Removal removal, @Nullable ChunkProof chunk) {
        if (chunk != null && !chunk.isNeeded()) {
            throw refused(
                    removal, "the chunk was given up, because no file had used it for a while: upload the data again");
        }
        if (chunk != null && chunk.isInServiceOn(removal.nodeId())) {
            throw refused(removal, "its node has another replica of the chunk in service");
        }
        removals.move(removal, RemovalState.RESTORING, removal.lengthBytes(), null);
        ledger.write(List.of(new Ledger.Line(removal, LedgerEntry.Step.RESTORING, "a person asked for it")));
        LOG.info("a person brings chunk {} back on node {}", removal.chunkId(), removal.nodeId());
    }

    private static DfsException unknown(UUID id) {
        return new DfsException(
                ErrorCode.NOT_FOUND,
                "no removal %s is under way: it is over, or never was; the chunk's ledger tells".formatted(id));
    }

    private static DfsException refused(Removal removal, String why) {
        return new DfsException(
                ErrorCode.RESTORE_REFUSED,
                "the replica of chunk %s can't be brought back from quarantine: %s".formatted(removal.chunkId(), why));
    }
}
