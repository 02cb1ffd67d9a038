-- Rows as version 3 of the schema brought them.

INSERT INTO answered_request (request_key, fingerprint, answer, answered_at)
VALUES (X'6B65792D31', 'mkdir 0123456789abcdef', X'7B7D', '2026-01-01 00:02:00');
