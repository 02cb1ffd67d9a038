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
