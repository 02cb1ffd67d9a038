-- Rows in what version 14 brought: what a node's disks take, and what the comparison of the disks has found.
UPDATE node SET disk_latencies = '[{"path":"/data","writes":{"samples":100,"p50Micros":640000,"p99Micros":900000},"reads":null}]'
 WHERE name = 'node-1';
INSERT INTO slow_report (node_id, reporter, bytes_per_second, others_bytes_per_second, measured, since, reported_at)
SELECT id, X'6469736B73', 1600000, 200000000, 'half of the writes to /data took 640 ms', '2026-01-01 00:05:00', '2026-01-01 00:06:00'
  FROM node WHERE name = 'node-1';
