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
