-- 自由裁量 (S1-18; 行政处罚法 28, 33, 34). Judges fines against the tier that the decision names: range (outside its bounds),
-- tier_missing (none named, or one the standard does not have), tier_not_in_force (not on that day), amount_missing,
-- order_missing (the tier wants an order to correct served first, and there is none), corrected (there was one, and the
-- re-check found the violation corrected).

d_acts AS (
  SELECT p.point_id, p.item_id, p.version, a.act
  FROM points p
  JOIN point_acts a ON a.point_id = p.point_id
  WHERE p.kind = 'discretion' AND a.part = 'at'
),
fines AS (
  SELECT q.point_id, d.case_id, d.decision_id, d.violation, d.tier, d.decided_at, d.decided_day, f.penalty_id, f.amount
  FROM decisions d
  JOIN d_acts q ON q.item_id = d.item_id AND q.version = d.item_version AND q.act = d.act
  JOIN penalties f ON f.decision_id = d.decision_id
  WHERE f.type = 'fine' AND d.decided_day IS NOT NULL
),
-- Against every row of the named tier; several may cover one day, and one that holds the amount is enough.
weighed AS (
  SELECT f.point_id, f.case_id, f.decision_id, f.penalty_id, f.amount, f.violation, f.tier, f.decided_at,
         COUNT(t.tier) AS n_rows,
         COUNT(CASE WHEN t.valid_from <= f.decided_day AND (t.valid_to IS NULL OR t.valid_to >= f.decided_day) THEN t.tier END) AS n_in_force,
         COUNT(CASE WHEN t.valid_from <= f.decided_day AND (t.valid_to IS NULL OR t.valid_to >= f.decided_day)
                     AND (t.min_amt IS NULL OR f.amount >= t.min_amt) AND (t.max_amt IS NULL OR f.amount <= t.max_amt)
                    THEN t.tier END) AS n_fit,
         MIN(CASE WHEN t.valid_from <= f.decided_day AND (t.valid_to IS NULL OR t.valid_to >= f.decided_day) THEN t.min_amt END) AS min_amt,
         MAX(CASE WHEN t.valid_from <= f.decided_day AND (t.valid_to IS NULL OR t.valid_to >= f.decided_day) THEN t.max_amt END) AS max_amt,
         MAX(CASE WHEN t.valid_from <= f.decided_day AND (t.valid_to IS NULL OR t.valid_to >= f.decided_day) THEN t.needs_order ELSE 0 END) AS needs_order
  FROM fines f
  LEFT JOIN tiers t ON t.violation = f.violation AND t.tier = f.tier
  GROUP BY f.point_id, f.case_id, f.decision_id, f.penalty_id, f.amount, f.violation, f.tier, f.decided_at
),
-- Orders to correct served before the decision, and those of them that a re-check before it had not found corrected.
ordered AS (
  SELECT w.point_id, w.case_id, w.penalty_id,
         COUNT(CASE WHEN o.served_at < w.decided_at THEN o.order_id END) AS n_served,
         COUNT(CASE WHEN o.served_at < w.decided_at
                     AND (o.recheck IS NULL OR o.recheck <> 'corrected' OR o.rechecked_at IS NULL OR o.rechecked_at > w.decided_at)
                    THEN o.order_id END) AS n_uncorrected
  FROM weighed w
  LEFT JOIN orders_to_correct o ON o.case_id = w.case_id AND o.violation = w.violation
  WHERE w.needs_order = 1
  GROUP BY w.point_id, w.case_id, w.penalty_id
)

SELECT point_id, case_id, 'penalty' AS object_kind, penalty_id AS object_id, 'range' AS code, tier AS subject,
       CASE WHEN amount > max_amt THEN 'above' ELSE 'below' END AS mode, NULL AS officer_id, amount AS value,
       CASE WHEN amount > max_amt THEN max_amt ELSE min_amt END AS bound
FROM weighed
WHERE amount IS NOT NULL AND n_in_force > 0 AND n_fit = 0
UNION ALL
SELECT point_id, case_id, 'penalty', penalty_id, 'amount_missing', tier, NULL, NULL, NULL, NULL
FROM weighed
WHERE amount IS NULL
UNION ALL
SELECT point_id, case_id, 'penalty', penalty_id, 'tier_missing', tier, NULL, NULL, amount, NULL
FROM weighed
WHERE n_rows = 0
UNION ALL
SELECT point_id, case_id, 'penalty', penalty_id, 'tier_not_in_force', tier, NULL, NULL, amount, NULL
FROM weighed
WHERE n_rows > 0 AND n_in_force = 0
UNION ALL
SELECT w.point_id, w.case_id, 'penalty', w.penalty_id, CASE WHEN o.n_served = 0 THEN 'order_missing' ELSE 'corrected' END, w.violation,
       NULL, NULL, w.amount, NULL
FROM weighed w
JOIN ordered o ON o.point_id = w.point_id AND o.penalty_id = w.penalty_id
WHERE o.n_uncorrected = 0
