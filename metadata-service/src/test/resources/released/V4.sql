-- Rows in what version 4 brought: a token.
INSERT INTO token (id, name, active_name, secret_sha256, role, prefix, created_at, created_by)
VALUES (X'01a20485000070008000000000000401', X'616c696365', X'616c696365',
        X'00000000000000000000000000000000000000000000000000000000000000aa', 'WRITER', X'2f', '2026-01-01 00:00:07',
        X'61646d696e');
