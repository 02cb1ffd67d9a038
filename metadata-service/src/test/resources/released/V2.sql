-- Rows in what version 2 brought: a database whose epoch has grown, a replica nobody has verified, removals, an orphan.
UPDATE cluster SET epoch = 4000, seen_epoch = 3999;
UPDATE node SET away_until = '2026-01-01 00:10:00', reported_at = '2026-01-01 00:00:50', reported_chunks = 2
WHERE name = 'node-1';
UPDATE node SET maintenance_until = '2026-01-01 02:00:00', quarantined_bytes = 1000 WHERE name = 'node-2';
INSERT INTO replica (chunk_id, node_id, state, verified_at)
VALUES (X'd0000000000000000000000000000002', X'a0000000000000000000000000000002', 'GOOD', NULL);

INSERT INTO chunk (id, length_bytes, crc32c, replication_factor, created_at, unreferenced_since, reclaimed_at)
VALUES (X'd0000000000000000000000000000003', 500, 3, 2, '2026-01-01 00:00:04', '2026-01-01 00:00:05',
    '2026-01-01 01:00:05');
INSERT INTO removal (id, chunk_id, node_id, length_bytes, reason, detail, state, requested_at, changed_at, tell_at)
VALUES (X'f0000000000000000000000000000002', X'd0000000000000000000000000000003', X'a0000000000000000000000000000002', 500,
    'UNREFERENCED', 'no file uses the chunk', 'QUARANTINED', '2026-01-01 01:00:05', '2026-01-01 01:00:06',
    '2026-01-01 01:00:05');
INSERT INTO ledger (id, at, chunk_id, node_id, removal_id, step, reason, detail)
VALUES (X'f0000000000000000000000000000003', '2026-01-01 01:00:05', X'd0000000000000000000000000000003',
    X'a0000000000000000000000000000002', X'f0000000000000000000000000000002', 'REQUESTED', 'UNREFERENCED',
    'no file uses the chunk');
INSERT INTO orphan (node_id, chunk_id, first_seen_at, last_seen_at)
VALUES (X'a0000000000000000000000000000001', X'd0000000000000000000000000000009', '2026-01-01 00:00:50',
    '2026-01-01 00:00:50');
INSERT INTO repair_rate (minute_at, copies, length_bytes) VALUES ('2026-01-01 00:01:00', 3, 6000);
