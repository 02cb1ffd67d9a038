-- Which disks a node has, so that an empty directory in the place of one is not taken for a new disk.

CREATE TABLE node_disk (
    -- From the marker of the data directory.
    id            BINARY(16)    NOT NULL,
    node_id       BINARY(16)    NOT NULL,
    path          VARCHAR(4096) NOT NULL,
    -- IN_USE, FAILED, MISSING, RETIRED or REPLACED
    state         VARCHAR(16)   NOT NULL,
    detail        VARCHAR(1000),
    first_seen_at DATETIME(6)   NOT NULL,
    last_seen_at  DATETIME(6)   NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX node_disk_by_node ON node_disk (node_id);
