-- Rows in what version 9 brought: a replica that its node has observed since, and a warning of a disk.
UPDATE replica SET observed_at = '2026-01-01 00:04:00' WHERE node_id = X'a0000000000000000000000000000002';
UPDATE node SET disk_warnings = '/data/a: 3 entries can''t be looked into' WHERE name = 'node-1';
