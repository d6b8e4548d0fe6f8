-- 职责分离. same_person: somebody acted at both a "first" and a "second" act of the case, which different people must do. With the
-- option "all", only if one single person did every one of both. Who was released before the step began did not act.

s_acts AS (
  SELECT p.point_id, p.item_id, p.version, a.act, a.part
  FROM points p
  JOIN point_acts a ON a.point_id = p.point_id
  WHERE p.kind = 'separation' AND a.part IN ('first', 'second')
),
acted AS (
  SELECT q.point_id, q.part, s.case_id, o.officer_id
  FROM steps s
  JOIN s_acts q ON q.item_id = s.item_id AND q.version = s.item_version AND q.act = s.act
  JOIN step_officers o ON o.step_id = s.step_id
  WHERE s.started_at IS NOT NULL AND (o.released_at IS NULL OR o.released_at > s.started_at)
),
people AS (
  SELECT point_id, case_id, officer_id,
         MAX(CASE WHEN part = 'first' THEN 1 ELSE 0 END) AS in_first, MAX(CASE WHEN part = 'second' THEN 1 ELSE 0 END) AS in_second
  FROM acted
  GROUP BY point_id, case_id, officer_id
),
sums AS (
  SELECT point_id, case_id, COUNT(*) AS n_people,
         SUM(in_first * in_second) AS n_both,
         MIN(CASE WHEN in_first = 1 AND in_second = 1 THEN officer_id END) AS officer_id
  FROM people
  GROUP BY point_id, case_id
)

SELECT s.point_id, s.case_id, 'case' AS object_kind, s.case_id AS object_id, 'same_person' AS code, NULL AS subject, p.option AS mode,
       s.officer_id, s.n_both AS value, s.n_people AS bound
FROM sums s
JOIN points p ON p.point_id = s.point_id
WHERE s.n_both > 0 AND (p.option IS NULL OR p.option <> 'all' OR s.n_people = 1)
