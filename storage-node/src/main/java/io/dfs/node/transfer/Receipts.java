package io.dfs.node.transfer;

import io.dfs.common.api.NodeReceipt;
import io.dfs.common.http.ServiceTime;
import io.dfs.common.token.Receipt;
import io.dfs.common.token.TokenSigner;
import io.dfs.node.chunk.StoredChunk;
import io.dfs.node.identity.NodeIdentity;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Gives this node's signed word for what it holds durably. */
@Component
final class Receipts {

    private final TokenSigner signer;
    private final NodeIdentity identity;
    private final Clock clock;

    Receipts(TokenSigner signer, NodeIdentity identity, ServiceTime time) {
        this.signer = signer;
        this.identity = identity;
        this.clock = time.clock();
    }

    /** Dated now, also for a chunk that was there before: it has been read and verified just now. */
    NodeReceipt issue(StoredChunk chunk) {
        Receipt receipt = new Receipt(
                chunk.clusterId(),
                chunk.chunkId(),
                identity.id(),
                chunk.lengthBytes(),
                chunk.crc32c(),
                clock.instant());
        return new NodeReceipt(
                chunk.chunkId(), identity.id(), chunk.lengthBytes(), chunk.crc32c(), signer.sign(receipt));
    }
}
