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
-- What a cluster needs to heal itself and to reclaim space without destroying anything it should not.

-- epoch grows all the time. A node that has seen a higher one than the database has tells that this is an old copy.
ALTER TABLE cluster ADD COLUMN epoch BIGINT DEFAULT 1 NOT NULL;
ALTER TABLE cluster ADD COLUMN seen_epoch BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE cluster ADD COLUMN reports_wanted_at DATETIME(6);
-- A person ended safe mode: mass losses before this no longer count.
ALTER TABLE cluster ADD COLUMN safe_mode_left_at DATETIME(6);
-- When it was first seen that nodes know a higher epoch; null while none does.
ALTER TABLE cluster ADD COLUMN old_copy_since DATETIME(6);
-- When more than a third of the nodes were last seen to be lost at once.
ALTER TABLE cluster ADD COLUMN mass_loss_at DATETIME(6);

ALTER TABLE node ADD COLUMN quarantined_bytes BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE node ADD COLUMN away_until DATETIME(6);
ALTER TABLE node ADD COLUMN maintenance_until DATETIME(6);
ALTER TABLE node ADD COLUMN drain_started_at DATETIME(6);
ALTER TABLE node ADD COLUMN reported_at DATETIME(6);
-- Its last report is too old if it was made before this; and when it was last asked for another.
ALTER TABLE node ADD COLUMN report_wanted_at DATETIME(6);
ALTER TABLE node ADD COLUMN report_asked_at DATETIME(6);
ALTER TABLE node ADD COLUMN reported_chunks BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE node ADD COLUMN unknown_chunks BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE node ADD COLUMN orphans_accepted_at DATETIME(6);

-- Null: the node claims to have it, and nobody has read it yet.
ALTER TABLE replica MODIFY COLUMN verified_at DATETIME(6) NULL;

-- Since when no extent lies on the chunk, and when its replicas were given up.
ALTER TABLE chunk ADD COLUMN unreferenced_since DATETIME(6);
ALTER TABLE chunk ADD COLUMN reclaimed_at DATETIME(6);
CREATE INDEX chunk_by_unreferenced ON chunk (reclaimed_at, unreferenced_since);

-- The node that hands its replica on, if the work is a move.
ALTER TABLE work ADD COLUMN retire_node_id BINARY(16);

-- CRC32C of the path, to find it; 0 in rows that are older than the column.
ALTER TABLE trash ADD COLUMN path_crc32c BIGINT DEFAULT 0 NOT NULL;
CREATE INDEX trash_by_path ON trash (path_crc32c);
CREATE INDEX trash_by_deletion ON trash (deleted_at, entry_id);

-- Replicas on their way out. The row goes when the file is gone or back; the ledger stays.
CREATE TABLE removal (
    id           BINARY(16)    NOT NULL,
    chunk_id     BINARY(16)    NOT NULL,
    node_id      BINARY(16)    NOT NULL,
    length_bytes BIGINT        NOT NULL,
    reason       VARCHAR(16)   NOT NULL,
    detail       VARCHAR(1000) NOT NULL,
    state        VARCHAR(16)   NOT NULL,
    requested_at DATETIME(6)   NOT NULL,
    changed_at   DATETIME(6)   NOT NULL,
    tell_at      DATETIME(6)   NOT NULL,
    last_error   VARCHAR(1000),
    PRIMARY KEY (id)
);
CREATE INDEX removal_by_node ON removal (node_id, state, tell_at);
CREATE INDEX removal_by_chunk ON removal (chunk_id, node_id);
CREATE INDEX removal_by_state ON removal (state, changed_at);

-- Every step of every removal: what, why, when. Rows are only added, and dropped when they are a year old.
CREATE TABLE ledger (
    id         BINARY(16)    NOT NULL,
    at         DATETIME(6)   NOT NULL,
    chunk_id   BINARY(16)    NOT NULL,
    node_id    BINARY(16)    NOT NULL,
    removal_id BINARY(16)    NOT NULL,
    step       VARCHAR(16)   NOT NULL,
    reason     VARCHAR(16)   NOT NULL,
    detail     VARCHAR(1000) NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ledger_by_chunk ON ledger (chunk_id, id);
CREATE INDEX ledger_by_time ON ledger (at);

-- Chunks that nodes hold and the metadata does not know.
CREATE TABLE orphan (
    node_id       BINARY(16)  NOT NULL,
    chunk_id      BINARY(16)  NOT NULL,
    first_seen_at DATETIME(6) NOT NULL,
    last_seen_at  DATETIME(6) NOT NULL,
    PRIMARY KEY (node_id, chunk_id)
);
CREATE INDEX orphan_by_age ON orphan (first_seen_at);

-- What repair copied, by the minute, for the rate that people are told.
CREATE TABLE repair_rate (
    minute_at    DATETIME(6) NOT NULL,
    copies       BIGINT      NOT NULL,
    length_bytes BIGINT      NOT NULL,
    PRIMARY KEY (minute_at)
);
-- What several services at once need.

-- Requests that changed something, by the key that their sender gave them, so that each is done once and answered alike.
CREATE TABLE answered_request (
    request_key VARBINARY(64)    NOT NULL,
    fingerprint VARCHAR(64)      NOT NULL,
    answer      VARBINARY(32000) NOT NULL,
    answered_at DATETIME(6)      NOT NULL,
    PRIMARY KEY (request_key)
);
CREATE INDEX answered_request_by_time ON answered_request (answered_at);
-- Who may do what.

-- Who may call. The token itself is kept nowhere; its hash finds the row. Names compare by byte.
CREATE TABLE token (
    id            BINARY(16)      NOT NULL,
    name          VARBINARY(63)   NOT NULL,
    -- The name while the token is not revoked, NULL afterwards: a name belongs to one of them.
    active_name   VARBINARY(63),
    secret_sha256 BINARY(32)      NOT NULL,
    role          VARCHAR(16)     NOT NULL,
    prefix        VARBINARY(4096) NOT NULL,
    created_at    DATETIME(6)     NOT NULL,
    created_by    VARBINARY(255)  NOT NULL,
    request_key   VARBINARY(64),
    expires_at    DATETIME(6),
    revoked_at    DATETIME(6),
    PRIMARY KEY (id),
    CONSTRAINT token_active_name UNIQUE (active_name),
    CONSTRAINT token_secret UNIQUE (secret_sha256)
);
-- By what a node is known.

-- X.509 encoding of the node's Ed25519 public key; null until a node of an older version registers with one.
ALTER TABLE node ADD COLUMN public_key VARBINARY(64);
-- Whose a tree is.

-- Whether the directory has an access list: without one, nobody need look for its grants.
ALTER TABLE entry ADD COLUMN restricted BOOLEAN DEFAULT FALSE NOT NULL;

-- Whom the access list of a directory names. Principals compare by byte.
CREATE TABLE tree_grant (
    directory_id BINARY(16)     NOT NULL,
    principal    VARBINARY(255) NOT NULL,
    role         VARCHAR(16)    NOT NULL,
    PRIMARY KEY (directory_id, principal),
    CONSTRAINT tree_grant_directory FOREIGN KEY (directory_id) REFERENCES entry (id) ON DELETE CASCADE
);

-- Who removed it, and from which directory: they say to whom it is shown.
ALTER TABLE trash ADD COLUMN deleted_by VARBINARY(255);
ALTER TABLE trash ADD COLUMN directory_id BINARY(16);
-- Who did what.

-- A window on the audit log of all services, for a while; the files of the services are the log. One row per line of
-- a metadata service. Texts compare by byte.
CREATE TABLE audit (
    id              BINARY(16)      NOT NULL,
    at              DATETIME(6)     NOT NULL,
    request_id      VARBINARY(64)   NOT NULL,
    who             VARBINARY(255)  NOT NULL,
    role            VARCHAR(16),
    from_address    VARBINARY(64)   NOT NULL,
    action          VARBINARY(255)  NOT NULL,
    target          VARBINARY(8192),
    -- The path of the target; of several the deepest directory that all lie below. NULL if it is no path.
    path            VARBINARY(4096),
    paths           INT             NOT NULL,
    detail          VARBINARY(2048),
    status          INT             NOT NULL,
    result          VARCHAR(64)     NOT NULL,
    duration_millis BIGINT,
    PRIMARY KEY (id)
);
CREATE INDEX audit_by_who ON audit (who, id);
CREATE INDEX audit_by_time ON audit (at);
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
-- What nodes find on their disks, and when.

-- As of when the replica's state is known: what was observed earlier and told later does not change it. Null: since it was
-- recorded by a commit.
ALTER TABLE replica ADD COLUMN observed_at DATETIME(6);
-- What can't be used on disks that work, one sentence per line.
ALTER TABLE node ADD COLUMN disk_warnings VARCHAR(4000) DEFAULT '' NOT NULL;
-- What an older copy of the database may have forgotten, and space that people release.

-- When the epoch was last raised, and so when this database was last in use.
ALTER TABLE cluster ADD COLUMN epoch_raised_at DATETIME(6);
-- The database's clock jumped: nothing is reclaimed before that time, and by how much it jumped.
ALTER TABLE cluster ADD COLUMN reclaim_paused_until DATETIME(6);
ALTER TABLE cluster ADD COLUMN clock_jump_seconds BIGINT DEFAULT 0 NOT NULL;

-- Periods whose commits this database may lack: it was restored from a copy, or was not in use. A chunk that was allocated
-- then, and is unknown, may be all that is left of a file. Ids of chunks begin with their time, so a period is a range of ids.
CREATE TABLE forgotten_period (
    id          BINARY(16)  NOT NULL,
    begins_at   DATETIME(6) NOT NULL,
    ends_at     DATETIME(6) NOT NULL,
    first_chunk BINARY(16)  NOT NULL,
    last_chunk  BINARY(16)  NOT NULL,
    PRIMARY KEY (id)
);

-- Why the node takes no new chunks, by its own word; null if it takes them.
ALTER TABLE node ADD COLUMN write_refusal VARCHAR(1000);

-- Who said that the space is to be freed without the usual waiting; null if nobody did.
ALTER TABLE trash ADD COLUMN released_by VARBINARY(255);
ALTER TABLE chunk ADD COLUMN released_by VARBINARY(255);
ALTER TABLE removal ADD COLUMN released_by VARBINARY(255);
-- How old the last back-up is.

-- One row, written by deploy/mysql/backup when a back-up has been read back. When it was begun: it holds nothing later.
CREATE TABLE back_up (
    singleton INT         NOT NULL,
    taken_at  DATETIME(6) NOT NULL,
    PRIMARY KEY (singleton)
);
-- Which nodes clients find far slower than others.

CREATE TABLE slow_report (
    node_id                 BINARY(16)   NOT NULL,
    -- Whom it is from: the token's name and the machine, so that one program on one machine counts once.
    reporter                VARCHAR(320) NOT NULL,
    bytes_per_second        BIGINT       NOT NULL,
    others_bytes_per_second BIGINT       NOT NULL,
    -- Since when the reporter has said so again and again.
    since                   DATETIME(6)  NOT NULL,
    reported_at             DATETIME(6)  NOT NULL,
    PRIMARY KEY (node_id, reporter)
);
-- Whom a report is from compares by byte, as names do everywhere else.

-- In a VARCHAR, MySQL takes 'Bob' for 'bob', and H2 does not. Reports are of the last minutes only.
DELETE FROM slow_report;
ALTER TABLE slow_report MODIFY COLUMN reporter VARBINARY(1280) NOT NULL;
-- How long the nodes' disks take, as the nodes measure it.

-- JSON, as in the heartbeat: its figures are compared once in a while, and not with every statement on nodes.
ALTER TABLE node ADD COLUMN disk_latencies TEXT;

-- For what was found by comparing disks: a sentence with the figures. NULL for what a client reports.
ALTER TABLE slow_report ADD COLUMN measured VARCHAR(1000);

-- Reports that are too old are deleted by it.
CREATE INDEX slow_report_reported_at ON slow_report (reported_at);
-- What was allocated and is in no file yet, so that no writer fills the disks with chunks that it never commits.

CREATE TABLE allocated (
    chunk_id     BINARY(16)     NOT NULL,
    principal    VARBINARY(255) NOT NULL,
    -- On all nodes of the tickets together.
    bytes        BIGINT         NOT NULL,
    allocated_at DATETIME(6)    NOT NULL,
    PRIMARY KEY (chunk_id)
);

CREATE INDEX allocated_by_time ON allocated (allocated_at);
