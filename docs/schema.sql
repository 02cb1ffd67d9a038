-- Runs unchanged on MySQL 8.0.33+, MariaDB 11+ and H2 2.4 in MySQL mode. Ids are UUIDs made by the service (UUIDv7 unless
-- noted). Times are UTC. CRC32Cs are unsigned 32-bit values in BIGINT. docs/schema.md explains every field.

-- One row: which cluster this database describes.
CREATE TABLE cluster (
    singleton  INT         NOT NULL,
    id         BINARY(16)  NOT NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (singleton)
);

CREATE TABLE node (
    id                 BINARY(16)    NOT NULL,
    name               VARCHAR(63)   NOT NULL,
    zone               VARCHAR(63)   NOT NULL,
    advertised_url     VARCHAR(1024) NOT NULL,
    version            VARCHAR(64)   NOT NULL,
    admin_state        VARCHAR(16)   NOT NULL,
    capacity_bytes     BIGINT        NOT NULL,
    used_bytes         BIGINT        NOT NULL,
    free_bytes         BIGINT        NOT NULL,
    active_transfers   INT           NOT NULL,
    failed_directories VARCHAR(4000) NOT NULL,
    clock_skew_millis  BIGINT        NOT NULL,
    epoch              BIGINT        NOT NULL,
    registered_at      DATETIME(6)   NOT NULL,
    last_heartbeat_at  DATETIME(6)   NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT node_name UNIQUE (name)
);

-- A file or directory. Names compare by byte, hence VARBINARY.
CREATE TABLE entry (
    id                 BINARY(16)     NOT NULL,
    parent_id          BINARY(16),
    name               VARBINARY(255) NOT NULL,
    kind               VARCHAR(16)    NOT NULL,
    length_bytes       BIGINT,
    crc32c             BIGINT,
    replication_factor INT,
    chunk_size_bytes   BIGINT,
    version            BIGINT,
    upload_id          BINARY(16),
    content_type       VARCHAR(255),
    attributes         TEXT,
    created_at         DATETIME(6)    NOT NULL,
    modified_at        DATETIME(6)    NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT entry_name UNIQUE (parent_id, name),
    CONSTRAINT entry_parent FOREIGN KEY (parent_id) REFERENCES entry (id)
);

-- Finds a commit whose answer was lost when it is sent again.
CREATE INDEX entry_by_upload ON entry (upload_id);

-- An immutable run of bytes, the unit of replication.
CREATE TABLE chunk (
    id                 BINARY(16)  NOT NULL,
    length_bytes       BIGINT      NOT NULL,
    crc32c             BIGINT      NOT NULL,
    replication_factor INT         NOT NULL,
    created_at         DATETIME(6) NOT NULL,
    PRIMARY KEY (id)
);

-- A run of a file's bytes on a chunk.
CREATE TABLE extent (
    file_id      BINARY(16) NOT NULL,
    position     INT        NOT NULL,
    chunk_id     BINARY(16) NOT NULL,
    chunk_offset BIGINT     NOT NULL,
    length_bytes BIGINT     NOT NULL,
    crc32c       BIGINT     NOT NULL,
    PRIMARY KEY (file_id, position),
    CONSTRAINT extent_file FOREIGN KEY (file_id) REFERENCES entry (id),
    CONSTRAINT extent_chunk FOREIGN KEY (chunk_id) REFERENCES chunk (id)
);

-- A copy of a chunk on a node. No foreign key to node: a commit must not wait for heartbeats, which update that row.
CREATE TABLE replica (
    chunk_id    BINARY(16)  NOT NULL,
    node_id     BINARY(16)  NOT NULL,
    state       VARCHAR(16) NOT NULL,
    verified_at DATETIME(6) NOT NULL,
    PRIMARY KEY (chunk_id, node_id),
    CONSTRAINT replica_chunk FOREIGN KEY (chunk_id) REFERENCES chunk (id)
);
-- With the state, because each heartbeat asks for the node's SUSPECT replicas.
CREATE INDEX replica_by_node ON replica (node_id, state, chunk_id);

-- Things to do, one row per kind and chunk, claimed with a deadline and a fencing number.
CREATE TABLE work (
    id              BINARY(16)    NOT NULL,
    kind            VARCHAR(16)   NOT NULL,
    chunk_id        BINARY(16)    NOT NULL,
    reason          VARCHAR(255)  NOT NULL,
    priority        INT           NOT NULL,
    attempts        INT           NOT NULL,
    next_attempt_at DATETIME(6)   NOT NULL,
    claimed_by      VARCHAR(255),
    claimed_until   DATETIME(6),
    fence           BIGINT        NOT NULL,
    source_node_id  BINARY(16),
    target_node_id  BINARY(16),
    last_error      VARCHAR(1000),
    created_at      DATETIME(6)   NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT work_chunk UNIQUE (kind, chunk_id)
);
CREATE INDEX work_by_turn ON work (priority, next_attempt_at);
-- The live claims, which are few, are counted at each claim.
CREATE INDEX work_by_claim ON work (claimed_until);

-- What people removed or overwrote. The entry itself stays, below the trash directory, until the row expires.
CREATE TABLE trash (
    entry_id      BINARY(16)      NOT NULL,
    original_path VARBINARY(4096) NOT NULL,
    reason        VARCHAR(16)     NOT NULL,
    deleted_at    DATETIME(6)     NOT NULL,
    expires_at    DATETIME(6)     NOT NULL,
    PRIMARY KEY (entry_id),
    CONSTRAINT trash_entry FOREIGN KEY (entry_id) REFERENCES entry (id)
);
CREATE INDEX trash_by_expiry ON trash (expires_at);

-- The two directories that always exist: the root of the namespace and the trash, which no path reaches.
INSERT INTO entry (id, parent_id, name, kind, created_at, modified_at)
VALUES (X'00000000000000000000000000000000', NULL, X'', 'DIRECTORY', CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6));
INSERT INTO entry (id, parent_id, name, kind, created_at, modified_at)
VALUES (X'00000000000000000000000000000001', NULL, X'', 'DIRECTORY', CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6));
