-- 环节回退 (S1-12, S1-13). rollback: the case went back to an act that had been done before.
--
-- Live cases say so themselves ("back_from"): only a real return counts, never a branch that merely could go back.
-- Imported linear logs do not: there, an act done before, begun again right after a step that stands later in the
-- declared order, is a return, unless the act may run in parallel. A pair (from, to) is exempt so many times a case.

r_acts AS (
  SELECT p.point_id, p.item_id, p.version, a.act
  FROM points p
  JOIN point_acts a ON a.point_id = p.point_id
  WHERE p.kind = 'rollback' AND a.part = 'at'
),
-- The windows run only over cases in which an act repeats.
repeating AS (
  SELECT DISTINCT case_id
  FROM steps
  WHERE run > 1 AND back_from IS NULL AND ord IS NOT NULL
),
in_order AS (
  SELECT s.case_id, s.step_id, s.item_id, s.item_version, s.act, s.seq, s.ord, s.run, s.parallel, s.back_from,
         LAG(s.act) OVER (PARTITION BY s.case_id ORDER BY s.seq, s.step_id) AS previous_act,
         LAG(s.ord) OVER (PARTITION BY s.case_id ORDER BY s.seq, s.step_id) AS previous_ord
  FROM steps s
  JOIN repeating r ON r.case_id = s.case_id
),
returns AS (
  SELECT case_id, step_id, item_id, item_version, act, seq, 'live' AS mode, back_from AS from_act
  FROM steps
  WHERE back_from IS NOT NULL
  UNION ALL
  SELECT case_id, step_id, item_id, item_version, act, seq, 'order', previous_act
  FROM in_order
  WHERE back_from IS NULL AND run > 1 AND previous_ord > ord AND (parallel IS NULL OR parallel = 0)
),
counted AS (
  SELECT r.*, q.point_id,
         ROW_NUMBER() OVER (PARTITION BY q.point_id, r.case_id, r.from_act, r.act ORDER BY r.seq, r.step_id) AS n
  FROM returns r
  JOIN r_acts q ON q.item_id = r.item_id AND q.version = r.item_version AND q.act = r.act
)

SELECT c.point_id, c.case_id, 'step' AS object_kind, c.step_id AS object_id, 'rollback' AS code, c.from_act AS subject, c.mode,
       NULL AS officer_id, c.n AS value, COALESCE(e.times, 0) AS bound
FROM counted c
LEFT JOIN point_exempt e ON e.point_id = c.point_id AND e.from_act = c.from_act AND e.to_act = c.act
WHERE c.n > COALESCE(e.times, 0)
