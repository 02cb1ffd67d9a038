package io.dfs.metadata.node;

import io.dfs.common.api.NodeRegistration;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.NodeProof;
import io.dfs.common.token.ServiceCaller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Whether a program of the cluster is who it says it is. Every program knows the cluster secret; a node also has a key of its
 * own, which is bound to its id when it first registers. So no other program can speak for it, nor take its id.
 */
@Component
public class NodeProofs {

    /** How long a key is believed to be the node's without asking the database: only a removed node's can change. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    /** Far more than a cluster has nodes. */
    private static final int MAX_KEPT = 10_000;

    /** @param proven the last proof that was found good; the same one comes with every heartbeat for minutes */
    private record Known(BoundKey.Known key, Instant readAt, NodeProof proven) {}

    private final BoundKeys keys;
    private final Clock clock;
    private final Map<NodeId, Known> known = new ConcurrentHashMap<>();

    NodeProofs(BoundKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Refuses who is not this node.
     *
     * @throws DfsException {@link ErrorCode#SERVICE_TOKEN_INVALID}, {@link ErrorCode#NODE_KEY_MISMATCH}, or
     *     {@link ErrorCode#NODE_UNKNOWN} if the node has to register first
     */
    public void require(ServiceCaller caller, NodeId nodeId) {
        NodeProof proof = caller.proof();
        if (proof == null) {
            requireOfOlderVersion(caller, nodeId);
            return;
        }
        requireSame(caller, proof, nodeId);
        Known before = known.get(nodeId);
        Instant now = clock.instant();
        if (before != null && before.readAt().plus(KEPT).isAfter(now)) {
            if (proof.equals(before.proven())) {
                return;
            }
            if (before.key().proves(proof, nodeId)) {
                keep(nodeId, new Known(before.key(), before.readAt(), proof));
                return;
            }
        }
        keep(nodeId, new Known(provenKey(proof, nodeId), now, proof));
    }

    /** Refuses who can't prove that he has the key that he registers with. That it is the bound one is the registration's to check. */
    void requireRegistration(ServiceCaller caller, NodeRegistration registration) {
        NodeProof proof = caller.proof();
        if (proof == null) {
            throw invalid("%s registers as node %s without a node's proof: start a storage node of this version"
                    .formatted(caller.name(), registration.nodeId()));
        }
        requireSame(caller, proof, registration.nodeId());
        if (!proof.isBy(registration.publicKey(), registration.nodeId())) {
            throw invalid("%s can't prove that it has the key with which it registers as node %s"
                    .formatted(caller.name(), registration.nodeId()));
        }
    }

    /** Refuses nodes. */
    public void requireController(ServiceCaller caller) {
        if (caller.isNode()) {
            throw invalid("%s is a storage node; this is for controllers".formatted(caller.name()));
        }
    }

    private void keep(NodeId nodeId, Known proven) {
        if (known.size() >= MAX_KEPT) {
            known.clear();
        }
        known.put(nodeId, proven);
    }

    private BoundKey.Known provenKey(NodeProof proof, NodeId nodeId) {
        return switch (keys.of(nodeId)) {
            case BoundKey.Known key -> {
                if (!key.proves(proof, nodeId)) {
                    throw mismatch(nodeId);
                }
                yield key;
            }
            case BoundKey.NotYet _ ->
                throw new DfsException(
                        ErrorCode.NODE_UNKNOWN, "node %s has no key here yet: register again".formatted(nodeId));
            case BoundKey.NoNode _ ->
                throw new DfsException(
                        ErrorCode.NODE_UNKNOWN, "no node %s is registered: register first".formatted(nodeId));
        };
    }

    /** While a cluster is upgraded, nodes that have no key yet go on until they are restarted with the new version. */
    private void requireOfOlderVersion(ServiceCaller caller, NodeId nodeId) {
        boolean older = caller.isNode() && keys.of(nodeId) instanceof BoundKey.NotYet node && node.isNamed(caller);
        if (!older) {
            throw invalid("%s is not node %s: this is for the node itself, with a proof by its key"
                    .formatted(caller.name(), nodeId));
        }
    }

    private void requireSame(ServiceCaller caller, NodeProof proof, NodeId nodeId) {
        if (!nodeId.equals(caller.nodeId())) {
            throw invalid("%s is node %s and speaks for node %s".formatted(caller.name(), caller.nodeId(), nodeId));
        }
        if (proof.isOver(clock.instant())) {
            throw invalid("the proof of %s expired at %s: compare the clocks of the two machines"
                    .formatted(caller.name(), proof.expiresAt()));
        }
    }

    static DfsException mismatch(NodeId nodeId) {
        return new DfsException(
                ErrorCode.NODE_KEY_MISMATCH,
                ("node %s is registered with another key than this one: start it on its own data directories, each with its"
                                + " dfs-node.key, or give it empty ones so that it becomes a new node")
                        .formatted(nodeId));
    }

    private static DfsException invalid(String message) {
        return new DfsException(ErrorCode.SERVICE_TOKEN_INVALID, message);
    }
}
