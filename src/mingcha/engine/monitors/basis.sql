-- 决定依据 (S1-16, S1-17). no_basis: a decision that cites nothing (blank counts as nothing). unknown_article: it cites what the
-- library does not hold. not_in_force: it cites an article that was not in force on the day of decision. negative: the
-- outcome is one that the point has ticked; an explanation is asked for, it is not a fault.

b_acts AS (
  SELECT p.point_id, p.item_id, p.version, a.act
  FROM points p
  JOIN point_acts a ON a.point_id = p.point_id
  WHERE p.kind = 'basis' AND a.part = 'at'
),
b_decisions AS (
  SELECT q.point_id, d.case_id, d.decision_id, d.act, d.outcome, d.decided_day
  FROM decisions d
  JOIN b_acts q ON q.item_id = d.item_id AND q.version = d.item_version AND q.act = d.act
),
-- The library has one row for each time an article was in force; most articles have one.
spans AS (
  SELECT article_id, MIN(valid_from) AS from_day, MAX(COALESCE(valid_to, 99999999)) AS to_day, COUNT(*) AS n
  FROM articles
  GROUP BY article_id
),
cited AS (
  SELECT b.point_id, b.case_id, b.decision_id, b.decided_day, x.article_id,
         CASE WHEN a.article_id IS NULL THEN 'unknown'
              WHEN b.decided_day < a.from_day OR b.decided_day > a.to_day THEN 'dead'
              WHEN a.n > 1 AND b.decided_day IS NOT NULL THEN 'doubtful'
              ELSE 'fine' END AS standing
  FROM b_decisions b
  JOIN decision_bases x ON x.decision_id = b.decision_id
  LEFT JOIN spans a ON a.article_id = x.article_id
  WHERE TRIM(x.article_id) <> ''
),
bad AS (
  SELECT point_id, case_id, decision_id, article_id, standing
  FROM cited
  WHERE standing IN ('unknown', 'dead')
  UNION ALL
  SELECT c.point_id, c.case_id, c.decision_id, c.article_id, 'dead'
  FROM cited c
  JOIN articles a ON a.article_id = c.article_id
  WHERE c.standing = 'doubtful'
  GROUP BY c.point_id, c.case_id, c.decision_id, c.article_id
  HAVING SUM(CASE WHEN a.valid_from <= c.decided_day AND (a.valid_to IS NULL OR a.valid_to >= c.decided_day) THEN 1 ELSE 0 END) = 0
),
based AS (
  SELECT DISTINCT decision_id FROM decision_bases WHERE TRIM(article_id) <> ''
)

SELECT b.point_id, b.case_id, 'decision' AS object_kind, b.decision_id AS object_id, 'no_basis' AS code, b.act AS subject,
       NULL AS mode, NULL AS officer_id, 0 AS value, 1 AS bound
FROM b_decisions b
LEFT JOIN based x ON x.decision_id = b.decision_id
WHERE x.decision_id IS NULL
UNION ALL
SELECT point_id, case_id, 'decision', decision_id, CASE WHEN standing = 'unknown' THEN 'unknown_article' ELSE 'not_in_force' END,
       MIN(article_id), NULL, NULL, COUNT(DISTINCT article_id), NULL
FROM bad
GROUP BY point_id, case_id, decision_id, standing
UNION ALL
SELECT b.point_id, b.case_id, 'decision', b.decision_id, 'negative', b.outcome, NULL, NULL, NULL, NULL
FROM b_decisions b
JOIN point_negative n ON n.point_id = b.point_id AND n.outcome = b.outcome
