-- Cases in which $second comes at any time after $first.
SELECT case_id
FROM engine_steps
WHERE act IN ($first, $second)
GROUP BY case_id
HAVING MIN(CASE WHEN act = $first THEN seq END) < MAX(CASE WHEN act = $second THEN seq END)
