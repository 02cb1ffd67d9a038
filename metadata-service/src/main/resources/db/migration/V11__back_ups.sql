-- How old the last back-up is.

-- One row, written by deploy/mysql/backup when a back-up has been read back. When it was begun: it holds nothing later.
CREATE TABLE back_up (
    singleton INT         NOT NULL,
    taken_at  DATETIME(6) NOT NULL,
    PRIMARY KEY (singleton)
);
