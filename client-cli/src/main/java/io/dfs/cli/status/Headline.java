package io.dfs.cli.status;

import io.dfs.cli.session.Spans;
import io.dfs.common.api.Alarm;
import io.dfs.common.api.ClusterStatus;
import io.dfs.common.api.ReplicaCensus;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.api.VerifiedAges;
import java.time.Duration;
import java.util.Optional;

/**
 * The one sentence that says how the cluster is, with the worst first.
 *
 * @param isRisk whether data is at risk, or no one can tell
 */
record Headline(String sentence, boolean isRisk) {

    static Headline of(ClusterStatus status) {
        long chunks = status.chunks().stream().mapToLong(ReplicaCensus::chunks).sum();
        return unknown(status)
                .or(() -> unreadable(status, chunks))
                .or(() -> restoredDatabase(status))
                .or(() -> endangered(status, chunks))
                .or(() -> safeMode(status))
                .or(() -> alarm(status, Alarm.Severity.CRITICAL))
                .or(() -> underReplicated(status, chunks))
                .orElseGet(() -> well(status, chunks));
    }

    private static Optional<Headline> unknown(ClusterStatus status) {
        if (status.problem() == null) {
            return Optional.empty();
        }
        return risk(
                status.asOf() == null
                        ? "No one can tell how the chunks are: %s.".formatted(withoutDot(status.problem()))
                        : "What follows is %s old: %s."
                                .formatted(
                                        Spans.format(Duration.ofMillis(status.ageMillis())),
                                        withoutDot(status.problem())));
    }

    private static Optional<Headline> unreadable(ClusterStatus status, long chunks) {
        long unreadable = count(status, 0, 0);
        return unreadable == 0
                ? Optional.empty()
                : risk("%,d of %s can't be read: no good replica on a node that answers."
                        .formatted(unreadable, chunks(chunks)));
    }

    private static Optional<Headline> restoredDatabase(ClusterStatus status) {
        return status.safeMode().mode() == SafeModeState.Mode.RESTORED_DATABASE ? safeMode(status) : Optional.empty();
    }

    /** A chunk that wants one replica and has it is as it should be. */
    private static Optional<Headline> endangered(ClusterStatus status, long chunks) {
        long endangered = count(status, 1, 1);
        return endangered == 0
                ? Optional.empty()
                : risk("%,d of %s %s one good replica left%s."
                        .formatted(endangered, chunks(chunks), endangered == 1 ? "has" : "have", eta(status)));
    }

    private static Optional<Headline> safeMode(ClusterStatus status) {
        return status.safeMode().isOn()
                ? risk("Safe mode, nothing is repaired or removed: %s."
                        .formatted(withoutDot(status.safeMode().reason())))
                : Optional.empty();
    }

    private static Optional<Headline> alarm(ClusterStatus status, Alarm.Severity severity) {
        return status.alarms().stream()
                .filter(alarm -> alarm.severity() == severity)
                .findFirst()
                .map(alarm -> new Headline(withoutDot(alarm.message()) + ".", severity == Alarm.Severity.CRITICAL));
    }

    private static Optional<Headline> underReplicated(ClusterStatus status, long chunks) {
        long short_ = count(status, 2, Integer.MAX_VALUE);
        return short_ == 0
                ? Optional.empty()
                : risk("%,d of %s %s fewer replicas than wanted, two or more each%s."
                        .formatted(short_, chunks(chunks), short_ == 1 ? "has" : "have", eta(status)));
    }

    private static Headline well(ClusterStatus status, long chunks) {
        if (chunks == 0) {
            return new Headline("Nothing is stored yet.", false);
        }
        String whole = "%s %s; %s verified within 30 days."
                .formatted(
                        chunks == 1 ? "The one chunk" : "All %,d chunks".formatted(chunks),
                        chunks == 1 ? "has its replicas" : "have their replicas",
                        verifiedShare(status.verified()));
        return alarm(status, Alarm.Severity.WARNING)
                .map(warning -> new Headline("%s But: %s".formatted(whole, warning.sentence()), false))
                .orElse(new Headline(whole, false));
    }

    /** Rounded down, so that 100 % means all. */
    static String verifiedShare(VerifiedAges verified) {
        long all = verified.within30Days() + verified.older() + verified.claimedOnly();
        return all == 0 ? "none" : "%d %%".formatted(100 * verified.within30Days() / all);
    }

    /** Chunks short of replicas, with so many good ones. */
    private static long count(ClusterStatus status, int fewest, int most) {
        return status.chunks().stream()
                .filter(row -> row.goodReplicas() < row.replicationFactor())
                .filter(row -> row.goodReplicas() >= fewest && row.goodReplicas() <= most)
                .mapToLong(ReplicaCensus::chunks)
                .sum();
    }

    private static String chunks(long chunks) {
        return chunks == 1 ? "1 chunk" : "%,d chunks".formatted(chunks);
    }

    private static String eta(ClusterStatus status) {
        Long seconds = status.repairs().etaSeconds();
        return seconds == null ? "" : "; repaired in about %s".formatted(Spans.format(Duration.ofSeconds(seconds)));
    }

    private static Optional<Headline> risk(String sentence) {
        return Optional.of(new Headline(sentence, true));
    }

    private static String withoutDot(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
