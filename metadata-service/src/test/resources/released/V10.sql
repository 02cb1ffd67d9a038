-- Rows in what version 10 brought: a period that was forgotten, a node that takes no chunks, space that was released.
UPDATE cluster SET epoch_raised_at = '2026-01-01 00:05:00';
INSERT INTO forgotten_period (id, begins_at, ends_at, first_chunk, last_chunk)
VALUES (X'01900000000070008000000000000002', '2025-12-31 00:00:00', '2025-12-31 06:00:00',
    X'019b7123000000000000000000000000', X'019b726d0000ffffffffffffffffffff');
UPDATE node SET write_refusal = 'no data directory works' WHERE name = 'node-2';
UPDATE removal SET released_by = X'61646D696E';
