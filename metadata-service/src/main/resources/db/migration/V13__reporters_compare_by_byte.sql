-- Whom a report is from compares by byte, as names do everywhere else.

-- In a VARCHAR, MySQL takes 'Bob' for 'bob', and H2 does not. Reports are of the last minutes only.
DELETE FROM slow_report;
ALTER TABLE slow_report MODIFY COLUMN reporter VARBINARY(1280) NOT NULL;
