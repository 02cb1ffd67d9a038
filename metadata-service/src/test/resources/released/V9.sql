-- Rows in what version 9 brought: a replica whose state was observed, and a warning about a disk.
UPDATE replica SET observed_at = '2026-01-01 00:04:00' WHERE state = 'GOOD';
UPDATE node SET disk_warnings = 'the disk /data is read-only' WHERE name = 'node-1';
