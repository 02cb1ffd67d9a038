-- Rows in what version 3 brought: a request that was answered.
INSERT INTO answered_request (request_key, fingerprint, answer, answered_at)
VALUES (X'6b2d31', 'f1', X'7b7d', '2026-01-01 00:00:06');
