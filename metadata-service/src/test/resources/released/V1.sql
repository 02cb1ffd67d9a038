-- Rows as version 1 wrote them: a cluster, two nodes, a photo of two chunks in a directory, a removed file, a repair.
INSERT INTO cluster (singleton, id, created_at) VALUES (1, X'c0000000000000000000000000000001', '2026-01-01 00:00:00');

INSERT INTO node (id, name, zone, advertised_url, version, admin_state, capacity_bytes, used_bytes, free_bytes,
    active_transfers, failed_directories, clock_skew_millis, epoch, registered_at, last_heartbeat_at)
VALUES (X'a0000000000000000000000000000001', 'node-1', 'zone-1', 'http://node-1:7080', '0.1.0', 'IN_SERVICE',
    1000000000, 3000, 900000000, 0, '', 12, 1, '2026-01-01 00:00:01.5', '2026-01-01 00:01:00.25');
INSERT INTO node (id, name, zone, advertised_url, version, admin_state, capacity_bytes, used_bytes, free_bytes,
    active_transfers, failed_directories, clock_skew_millis, epoch, registered_at, last_heartbeat_at)
VALUES (X'a0000000000000000000000000000002', 'node-2', 'zone-2', 'http://node-2:7080', '0.1.0', 'MAINTENANCE',
    1000000000, 3000, 900000000, 0, '/data/b', -3, 2, '2026-01-01 00:00:02', '2026-01-01 00:01:00');

INSERT INTO entry (id, parent_id, name, kind, created_at, modified_at)
VALUES (X'e0000000000000000000000000000001', X'00000000000000000000000000000000', X'70686F746F73', 'DIRECTORY',
    '2026-01-01 00:00:03', '2026-01-01 00:00:03');
-- The name is 'Ünï 🎉.jpg'.
INSERT INTO entry (id, parent_id, name, kind, length_bytes, crc32c, replication_factor, chunk_size_bytes, version,
    upload_id, content_type, attributes, created_at, modified_at)
VALUES (X'e0000000000000000000000000000002', X'e0000000000000000000000000000001', X'C39C6EC3AF20F09F8E892E6A7067', 'FILE',
    3000, 4294967295, 2, 1048576, 1, X'b0000000000000000000000000000001', 'image/jpeg', '{"camera":"Ω"}',
    '2026-01-01 00:00:04.123456', '2026-01-01 00:00:04.123456');
INSERT INTO entry (id, parent_id, name, kind, length_bytes, crc32c, replication_factor, chunk_size_bytes, version,
    created_at, modified_at)
VALUES (X'e0000000000000000000000000000003', X'00000000000000000000000000000001',
    X'65303030303030302D303030302D303030302D303030302D303030303030303030303033', 'FILE', 1000, 7, 2, 1048576, 1,
    '2026-01-01 00:00:05', '2026-01-01 00:00:05');

INSERT INTO chunk (id, length_bytes, crc32c, replication_factor, created_at)
VALUES (X'd0000000000000000000000000000001', 2000, 1, 2, '2026-01-01 00:00:04');
INSERT INTO chunk (id, length_bytes, crc32c, replication_factor, created_at)
VALUES (X'd0000000000000000000000000000002', 1000, 2, 2, '2026-01-01 00:00:04');

INSERT INTO extent (file_id, position, chunk_id, chunk_offset, length_bytes, crc32c)
VALUES (X'e0000000000000000000000000000002', 0, X'd0000000000000000000000000000001', 0, 2000, 1);
INSERT INTO extent (file_id, position, chunk_id, chunk_offset, length_bytes, crc32c)
VALUES (X'e0000000000000000000000000000002', 1, X'd0000000000000000000000000000002', 0, 1000, 2);
INSERT INTO extent (file_id, position, chunk_id, chunk_offset, length_bytes, crc32c)
VALUES (X'e0000000000000000000000000000003', 0, X'd0000000000000000000000000000002', 0, 1000, 2);

INSERT INTO replica (chunk_id, node_id, state, verified_at)
VALUES (X'd0000000000000000000000000000001', X'a0000000000000000000000000000001', 'GOOD', '2026-01-01 00:00:04');
INSERT INTO replica (chunk_id, node_id, state, verified_at)
VALUES (X'd0000000000000000000000000000001', X'a0000000000000000000000000000002', 'SUSPECT', '2026-01-01 00:00:04');
INSERT INTO replica (chunk_id, node_id, state, verified_at)
VALUES (X'd0000000000000000000000000000002', X'a0000000000000000000000000000001', 'GOOD', '2026-01-01 00:00:04');

INSERT INTO work (id, kind, chunk_id, reason, priority, attempts, next_attempt_at, claimed_by, claimed_until, fence,
    created_at)
VALUES (X'f0000000000000000000000000000001', 'REPAIR', X'd0000000000000000000000000000002', 'one of two replicas', 0, 1,
    '2026-01-01 00:01:00', 'controller', '2026-01-01 00:02:00', 1, '2026-01-01 00:00:30');

INSERT INTO trash (entry_id, original_path, reason, deleted_at, expires_at)
VALUES (X'e0000000000000000000000000000003', X'2F6F6C642E747874', 'REMOVED', '2026-01-01 00:00:06', '2036-01-01 00:00:06');
