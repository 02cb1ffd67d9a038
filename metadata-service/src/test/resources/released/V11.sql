-- Rows in what version 11 brought: a back-up.
INSERT INTO back_up (singleton, taken_at) VALUES (1, '2026-01-01 00:00:00.000000');
