package io.dfs.metadata.repeat;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.Json;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Remembers for a day what requests with a key were answered, in the transaction of the change itself. So a request whose
 * answer was lost may be sent again, to any service, and one that was held up somewhere and arrives late changes nothing.
 */
@Component
public class AnsweredRequests {

    public static final Duration KEPT = Duration.ofHours(24);

    /** Answers that are remembered hold a path at most, and have their limit so. */
    private static final int MAX_ANSWER_BYTES = 32_000;

    private record Row(String fingerprint, String answer) {}

    private final JdbcClient jdbc;
    private final Transactions transactions;

    AnsweredRequests(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * Does the work in one transaction with the memory of its answer, or gives the answer again. A refusal changes nothing and
     * is not remembered.
     *
     * @param work only SQL, as it may be repeated; its answer is written as JSON, and is bounded by its type
     */
    public <T> T once(RequestKey key, Class<T> type, Supplier<T> work) {
        if (key.key() == null) {
            return work.get();
        }
        try {
            return transactions.call(() -> find(key, type).orElseGet(() -> remember(key, work.get())));
        } catch (DfsException refusal) {
            // What stands in the way may be the same request, which another service has just done.
            return transactions.call(() -> find(key, type)).orElseThrow(() -> refusal);
        }
    }

    /** What the request was answered before; within the caller's transaction. */
    public <T> Optional<T> find(RequestKey key, Class<T> type) {
        if (key.key() == null) {
            return Optional.empty();
        }
        Optional<Row> row = jdbc.sql("SELECT fingerprint, answer FROM answered_request WHERE request_key = ?")
                .param(utf8(key.key()))
                .query((found, _) -> new Row(found.getString(1), new String(found.getBytes(2), StandardCharsets.UTF_8)))
                .optional();
        if (row.isPresent() && !row.get().fingerprint().equals(key.fingerprint())) {
            throw new DfsException(
                    ErrorCode.KEY_REUSED,
                    ("the Idempotency-Key %s was sent before with another request, which is done: take a new key for each"
                                    + " change, and the same one only to send that change again")
                            .formatted(key.key()));
        }
        return row.map(found -> Json.read(utf8(found.answer()), type));
    }

    /** If the same request is being done elsewhere, the key keeps one of them out, which then starts over and finds it. */
    private <T> T remember(RequestKey key, T answer) {
        byte[] json = Json.write(answer);
        if (json.length > MAX_ANSWER_BYTES) {
            throw new IllegalStateException(
                    "an answer of %d bytes is too long to be remembered".formatted(json.length));
        }
        jdbc.sql("INSERT INTO answered_request (request_key, fingerprint, answer, answered_at)"
                        + " VALUES (?, ?, ?, CURRENT_TIMESTAMP(6))")
                .params(utf8(String.valueOf(key.key())), key.fingerprint(), json)
                .update();
        return answer;
    }

    /** Forgets what is older than {@link #KEPT}, a bounded number. Returns how many. */
    public int forgetOld(Instant now, int limit) {
        return transactions.call(() -> jdbc.sql("DELETE FROM answered_request WHERE answered_at < ? LIMIT ?")
                .params(SqlValues.time(now.minus(KEPT)), limit)
                .update());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
