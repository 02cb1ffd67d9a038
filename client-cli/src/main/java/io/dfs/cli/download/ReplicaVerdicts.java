package io.dfs.cli.download;

import io.dfs.cli.download.ReadOutcome.BadReplica;
import io.dfs.cli.download.ReadOutcome.Failed;
import io.dfs.cli.download.ReadOutcome.Unclear;
import io.dfs.cli.download.ReadOutcome.Verified;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.ReplicaStat;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the replicas of one piece have answered so far, and what that leaves to try. Not thread-safe. */
final class ReplicaVerdicts {

    enum Next {
        /** A replica has not been asked yet, or not with the ticket that there is now. */
        ASK_NOW,
        /** A replica may answer later. */
        WAIT,
        /** Every replica has given an answer that asking again does not change. */
        GIVE_UP
    }

    /** @param times how often the node has answered like this or otherwise */
    private record Verdict(ErrorCode code, boolean bad, int times) {

        boolean oldTicket() {
            return times == 1 && (code == ErrorCode.TICKET_EXPIRED || code == ErrorCode.TICKET_INVALID);
        }

        boolean definite() {
            return bad || (!code.retryable() && !oldTicket());
        }
    }

    private final Map<NodeId, Verdict> verdicts = new HashMap<>();
    private final Map<String, String> reasonsByNode = new LinkedHashMap<>();
    private @Nullable ErrorCode worst;

    void note(NodeAddress node, ReadOutcome outcome) {
        switch (outcome) {
            case Verified _, Unclear _ -> throw new IllegalArgumentException("says nothing against the replica");
            case BadReplica bad -> note(node, bad.code(), true, bad.reason());
            case Failed failed -> note(node, failed.code(), false, failed.reason());
        }
    }

    private void note(NodeAddress node, ErrorCode code, boolean bad, String reason) {
        Verdict before = verdicts.get(node.id());
        verdicts.put(node.id(), new Verdict(code, bad, before == null ? 1 : before.times() + 1));
        reasonsByNode.put(node.name(), reason);
        worst = worse(worst, code);
    }

    /** Whether there is any use in asking the node. */
    boolean mayHelp(NodeAddress node) {
        Verdict verdict = verdicts.get(node.id());
        return verdict == null || !verdict.definite();
    }

    /**
     * @param listed the replicas that the service gives to readers now. What a node has answered before is forgotten when the
     *     service no longer lists it: if it comes back, it has got a new replica.
     */
    Next next(List<NodeAddress> listed) {
        verdicts.keySet().retainAll(listed.stream().map(NodeAddress::id).collect(Collectors.toSet()));
        Set<Next> wanted = listed.stream().map(this::next).collect(Collectors.toSet());
        if (wanted.contains(Next.ASK_NOW)) {
            return Next.ASK_NOW;
        }
        return wanted.contains(Next.WAIT) ? Next.WAIT : Next.GIVE_UP;
    }

    private Next next(NodeAddress node) {
        Verdict verdict = verdicts.get(node.id());
        if (verdict == null || verdict.oldTicket()) {
            return Next.ASK_NOW;
        }
        return verdict.definite() ? Next.GIVE_UP : Next.WAIT;
    }

    /** When the service gives no replica to readers: what it has recorded of them decides. */
    Next nextOfUnlisted(Collection<ReplicaStat> recorded) {
        boolean allBad = true;
        for (ReplicaStat replica : recorded) {
            ErrorCode code = switch (replica.state()) {
                case CORRUPT -> ErrorCode.CHUNK_CORRUPT;
                case MISSING -> ErrorCode.CHUNK_NOT_FOUND;
                case GOOD, SUSPECT, FAILING -> ErrorCode.UNAVAILABLE;
            };
            allBad &= code != ErrorCode.UNAVAILABLE;
            worst = worse(worst, code);
            reasonsByNode.putIfAbsent(replica.node(), "its replica is recorded as " + replica.state());
        }
        return allBad ? Next.GIVE_UP : Next.WAIT;
    }

    /** The error that says most about the bytes. */
    ErrorCode code() {
        return worst == null ? ErrorCode.CHUNK_NOT_FOUND : worst;
    }

    /** Each replica with its last answer. */
    String reasons() {
        return reasonsByNode.isEmpty()
                ? "no node has a replica"
                : reasonsByNode.entrySet().stream()
                        .map(entry -> "%s: %s".formatted(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining("; "));
    }

    private static ErrorCode worse(@Nullable ErrorCode a, ErrorCode b) {
        return a == null || rank(b) > rank(a) ? b : a;
    }

    private static int rank(ErrorCode code) {
        return switch (code) {
            case CHECKSUM_MISMATCH -> 4;
            case CHUNK_CORRUPT -> 3;
            case CHUNK_NOT_FOUND -> 2;
            default -> code.retryable() ? 0 : 1;
        };
    }
}
