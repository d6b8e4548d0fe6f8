-- 处罚执行 (S1-19). When the step of execution has ended, or the case is closed: amount (what was carried out differs from what
-- was decided, each kind of penalty apart, late fees left out), type (a kind that nobody decided), receipt (no voucher).
-- goods: what was listed is not what was returned, destroyed, confiscated and transferred; judged when disposed of or at
-- the close, and at any time when more came out than was listed.

x_acts AS (
  SELECT p.point_id, p.item_id, p.version, a.act
  FROM points p
  JOIN point_acts a ON a.point_id = p.point_id
  WHERE p.kind = 'execution' AND a.part = 'at'
),
x_points AS (
  SELECT DISTINCT point_id, item_id, version FROM x_acts
),
step_done AS (
  SELECT q.point_id, s.case_id
  FROM steps s
  JOIN x_acts q ON q.item_id = s.item_id AND q.version = s.item_version AND q.act = s.act
  GROUP BY q.point_id, s.case_id
  HAVING COUNT(s.ended_at) > 0 AND COUNT(s.ended_at) = COUNT(*)
),
ripe AS (
  SELECT q.point_id, c.case_id
  FROM cases c
  JOIN x_points q ON q.item_id = c.item_id AND q.version = c.item_version
  LEFT JOIN step_done s ON s.point_id = q.point_id AND s.case_id = c.case_id
  WHERE c.closed_at IS NOT NULL OR s.case_id IS NOT NULL
),
-- What was decided and what was carried out, each kind of penalty apart; only kinds that the decision has.
sides AS (
  SELECT case_id, decision_id, type, COALESCE(amount, 0) AS decided, 0 AS executed, 1 AS is_decided FROM penalties
  UNION ALL
  SELECT case_id, decision_id, exec_type, 0, COALESCE(amount, 0), 0 FROM executions
),
differing AS (
  SELECT case_id, decision_id, type, SUM(decided) AS decided, SUM(executed) AS executed
  FROM sides
  GROUP BY case_id, decision_id, type
  HAVING MAX(is_decided) = 1 AND SUM(decided) <> SUM(executed)
),
stock AS (
  SELECT case_id, goods_id, name, disposed_at, COALESCE(listed, 0) AS listed,
         COALESCE(returned, 0) + COALESCE(destroyed, 0) + COALESCE(confiscated, 0) + COALESCE(transferred, 0) AS gone
  FROM goods
)

SELECT r.point_id, r.case_id, 'decision' AS object_kind, d.decision_id AS object_id, 'amount' AS code, MIN(d.type) AS subject,
       NULL AS mode, NULL AS officer_id, SUM(d.executed) AS value, SUM(d.decided) AS bound
FROM differing d
JOIN ripe r ON r.case_id = d.case_id
GROUP BY r.point_id, r.case_id, d.decision_id
UNION ALL
SELECT r.point_id, r.case_id, 'execution', e.exec_id, 'type', e.exec_type, NULL, NULL, e.amount, NULL
FROM executions e
JOIN ripe r ON r.case_id = e.case_id
LEFT JOIN penalties p ON p.decision_id = e.decision_id AND p.type = e.exec_type
WHERE p.penalty_id IS NULL AND (e.exec_type IS NULL OR e.exec_type <> 'late_fee')
UNION ALL
SELECT r.point_id, r.case_id, 'execution', e.exec_id, 'receipt', e.exec_type, NULL, NULL, e.amount, NULL
FROM executions e
JOIN ripe r ON r.case_id = e.case_id
WHERE e.receipt IS NULL OR TRIM(e.receipt) = ''
UNION ALL
SELECT q.point_id, c.case_id, 'goods', g.goods_id, 'goods', g.name, CASE WHEN g.gone > g.listed THEN 'more' ELSE 'less' END, NULL, g.gone, g.listed
FROM stock g
JOIN cases c ON c.case_id = g.case_id
JOIN x_points q ON q.item_id = c.item_id AND q.version = c.item_version
WHERE g.gone > g.listed OR (g.gone < g.listed AND (g.disposed_at IS NOT NULL OR c.closed_at IS NOT NULL))
