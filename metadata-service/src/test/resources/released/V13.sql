-- Rows in what version 13 brought: a reporter, oidc:Bob, that is another than oidc:bob.
INSERT INTO slow_report (node_id, reporter, bytes_per_second, others_bytes_per_second, since, reported_at)
VALUES (X'00000000000000000000000000000011', X'6F6964633A426F62', 1000000, 90000000, '2026-01-01 00:00:00', '2026-01-01 00:01:00');
INSERT INTO slow_report (node_id, reporter, bytes_per_second, others_bytes_per_second, since, reported_at)
VALUES (X'00000000000000000000000000000011', X'6F6964633A626F62', 1000000, 90000000, '2026-01-01 00:00:00', '2026-01-01 00:01:00');
