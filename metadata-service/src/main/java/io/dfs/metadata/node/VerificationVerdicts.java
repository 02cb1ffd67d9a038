package io.dfs.metadata.node;

import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Judges what nodes found by what the metadata knows (I-3): a chunk file can agree with its own footer and still not be the
 * bytes that were committed.
 */
@Component
class VerificationVerdicts {

    /** What a chunk must be. */
    record Expected(long lengthBytes, Crc32c crc32c) {}

    private final JdbcClient jdbc;

    VerificationVerdicts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The same findings in the same order, those turned CORRUPT that are not as they should be. */
    List<ReplicaVerification> judge(List<ReplicaVerification> findings) {
        List<ChunkId> good = findings.stream()
                .filter(finding -> finding.finding() == Finding.GOOD)
                .map(ReplicaVerification::chunkId)
                .distinct()
                .toList();
        Map<ChunkId, Expected> expected = new HashMap<>();
        SqlLists.parts(good).forEach(part -> read(part, expected));
        return findings.stream()
                .map(finding -> judge(finding, expected.get(finding.chunkId())))
                .toList();
    }

    /** @param expected null if no one knows the chunk, and so has no replica of it recorded */
    static ReplicaVerification judge(ReplicaVerification finding, @Nullable Expected expected) {
        if (finding.finding() != Finding.GOOD || expected == null || expected.equals(measured(finding))) {
            return finding;
        }
        return corrupt(finding, expected);
    }

    private static ReplicaVerification corrupt(ReplicaVerification finding, Expected expected) {
        return new ReplicaVerification(
                finding.chunkId(),
                Finding.CORRUPT,
                null,
                null,
                "its file agrees with itself but has %d bytes with CRC32C %s; the chunk has %d with %s"
                        .formatted(finding.lengthBytes(), finding.crc32c(), expected.lengthBytes(), expected.crc32c()),
                finding.ageMillis());
    }

    private static @Nullable Expected measured(ReplicaVerification finding) {
        Long lengthBytes = finding.lengthBytes();
        Crc32c crc32c = finding.crc32c();
        return lengthBytes == null || crc32c == null ? null : new Expected(lengthBytes, crc32c);
    }

    private void read(List<ChunkId> ids, Map<ChunkId, Expected> expected) {
        jdbc.sql("SELECT id, length_bytes, crc32c FROM chunk WHERE id IN (:ids)")
                .param(
                        "ids",
                        ids.stream().map(id -> SqlValues.bytes(id.value())).toList())
                .query(row -> {
                    expected.put(
                            new ChunkId(SqlValues.uuid(row.getBytes("id"))),
                            new Expected(row.getLong("length_bytes"), Crc32c.ofUnsigned(row.getLong("crc32c"))));
                });
    }
}
