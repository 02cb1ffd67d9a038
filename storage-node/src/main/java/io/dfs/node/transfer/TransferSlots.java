package io.dfs.node.transfer;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.service.connection.Shares;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** How many transfers of a kind may be under way; what comes when all slots are taken is refused at once (I-9). */
public final class TransferSlots {

    private final String kind;
    private final int limit;
    private final Semaphore free;
    private final Shares shares;

    TransferSlots(String kind, int limit) {
        this(kind, limit, limit);
    }

    /** @param share how many of them one address, and one principal, may have */
    TransferSlots(String kind, int limit, int share) {
        this.kind = kind;
        this.limit = limit;
        this.free = new Semaphore(limit);
        this.shares = new Shares(Math.min(share, limit));
    }

    /** To be closed when the transfer ends, however it ends. */
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    Slot take() {
        if (!free.tryAcquire()) {
            throw new DfsException(
                    ErrorCode.NODE_BUSY,
                    "the node has %d %s under way, its limit: try again shortly, or another node"
                            .formatted(limit, kind));
        }
        return free::release;
    }

    /**
     * A slot that counts for the share of an address and of a principal.
     *
     * @param principal null if the ticket names none
     */
    Slot take(String address, @Nullable String principal) {
        Shares.Share ofAddress = share("the address " + address);
        Shares.Share ofPrincipal = () -> {};
        try {
            ofPrincipal = principal == null ? ofPrincipal : share(principal);
            Slot slot = take();
            Shares.Share second = ofPrincipal;
            return () -> {
                slot.close();
                second.close();
                ofAddress.close();
            };
        } catch (DfsException e) {
            ofPrincipal.close();
            ofAddress.close();
            throw e;
        }
    }

    private Shares.Share share(String holder) {
        Optional<Shares.Share> share = shares.take(holder);
        return share.orElseThrow(() -> new DfsException(
                ErrorCode.NODE_BUSY,
                "%s has %d of the node's %d %s under way, the most for one caller: try again when one is done, or another node"
                        .formatted(holder, shares.limit(), limit, kind)));
    }

    public int limit() {
        return limit;
    }

    /** How many should be free, and are not, once nearly all are taken, or nearly all that one caller may have. */
    int excess() {
        return Math.max(excess(taken(), limit), excess(shares.most(), shares.limit()));
    }

    private static int excess(int taken, int limit) {
        return taken >= limit - limit / 8 ? taken - limit / 2 : 0;
    }

    public int taken() {
        return limit - free.availablePermits();
    }
}
