-- Cases that took longer than so many seconds from their first step to their close.
SELECT c.case_id
FROM engine_cases c
JOIN engine_steps s ON s.case_id = c.case_id AND s.seq = 1
WHERE c.closed_at - s.started_at > $seconds
