-- Rows in what version 8 brought: a disk of a node.
INSERT INTO node_disk (id, node_id, path, state, detail, first_seen_at, last_seen_at)
SELECT X'01900000000070008000000000000801', id, '/disk1/dfs', 'IN_USE', NULL, registered_at, last_heartbeat_at
  FROM node WHERE name = 'node-1';
