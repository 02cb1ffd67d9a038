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
