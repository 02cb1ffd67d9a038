-- Rows in what version 12 brought: a report of a slow node.
INSERT INTO slow_report (node_id, reporter, bytes_per_second, others_bytes_per_second, since, reported_at)
VALUES (X'00000000000000000000000000000011', 'alice@10.0.0.1', 1000000, 90000000, '2026-01-01 00:00:00.000000', '2026-01-01 00:01:00.000000');
