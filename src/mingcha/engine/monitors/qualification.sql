-- 执法主体资格确认 (S1-08 … S1-11, S1-42). unqualified: fewer than k different officers with a certificate that was in force
-- and fits category and area stood on the step, on the day they were assigned to it or on the day it ended.
--
-- Officers are assigned one step before they act, so the point sits on the assigning act ("at") and judges the officers
-- of the act that follows ("second"). Auxiliary staff never count. What neither the point nor the case states (category,
-- area) is not tested; a certificate that states no category holds for all.

q_acts AS (
  SELECT p.point_id, p.item_id, p.version, COALESCE(p.k, 2) AS k, p.category, a.act
  FROM points p
  JOIN point_acts a ON a.point_id = p.point_id
  WHERE p.kind = 'qualification' AND a.part = 'second'
),
q_steps AS (
  SELECT q.point_id, q.k, s.case_id, s.step_id, s.act, s.assigned_at, s.ended_at, COALESCE(q.category, c.category) AS category, c.area
  FROM steps s
  JOIN q_acts q ON q.item_id = s.item_id AND q.version = s.item_version AND q.act = s.act
  JOIN cases c ON c.case_id = s.case_id
  WHERE s.assigned_at IS NOT NULL OR s.ended_at IS NOT NULL
),
-- Days as their first seconds: who was assigned on a day counts for all of it, a certificate holds to the end of its last.
valid AS (
  SELECT officer_id, category, area_lo, area_hi, valid_from * 86400 AS from_at, (valid_to + 1) * 86400 AS until_at
  FROM certificates
),
-- Who stood on the step, once for each fitting certificate, with what it is worth on either day.
on_step AS (
  SELECT q.point_id, q.step_id, o.officer_id,
         CASE WHEN o.assigned_day * 86400 <= q.assigned_at AND (o.released_at IS NULL OR o.released_at > q.assigned_at)
               AND v.from_at <= q.assigned_at AND (v.until_at IS NULL OR v.until_at > q.assigned_at)
              THEN o.officer_id END AS when_assigned,
         CASE WHEN o.assigned_at <= q.ended_at AND (o.released_at IS NULL OR o.released_at >= q.ended_at)
               AND v.from_at <= q.ended_at AND (v.until_at IS NULL OR v.until_at > q.ended_at)
              THEN o.officer_id END AS when_ended
  FROM q_steps q
  JOIN step_officers o ON o.step_id = q.step_id
  JOIN valid v ON v.officer_id = o.officer_id
  WHERE (o.role IS NULL OR o.role <> 'auxiliary')
    AND (q.category IS NULL OR v.category IS NULL OR v.category = q.category)
    AND (q.area IS NULL OR (v.area_lo <= q.area AND q.area <= v.area_hi))
),
-- Two different numbers are two officers; only where that does not settle it are the different ones counted.
pairs AS (
  SELECT point_id, step_id, MIN(when_assigned) AS a_lo, MAX(when_assigned) AS a_hi, MIN(when_ended) AS e_lo, MAX(when_ended) AS e_hi
  FROM on_step
  GROUP BY point_id, step_id
),
suspects AS (
  SELECT q.point_id, q.k, q.case_id, q.step_id, q.act, q.assigned_at, q.ended_at
  FROM q_steps q
  LEFT JOIN pairs p ON p.point_id = q.point_id AND p.step_id = q.step_id
  WHERE q.k > 2 OR p.step_id IS NULL
     OR (q.assigned_at IS NOT NULL AND (p.a_lo IS NULL OR (q.k = 2 AND p.a_lo = p.a_hi)))
     OR (q.ended_at IS NOT NULL AND (p.e_lo IS NULL OR (q.k = 2 AND p.e_lo = p.e_hi)))
),
judged AS (
  SELECT s.point_id, s.case_id, s.step_id, s.act, s.k,
         CASE WHEN s.assigned_at IS NOT NULL THEN COUNT(DISTINCT o.when_assigned) END AS n_assigned,
         CASE WHEN s.ended_at IS NOT NULL THEN COUNT(DISTINCT o.when_ended) END AS n_ended
  FROM suspects s
  LEFT JOIN on_step o ON o.point_id = s.point_id AND o.step_id = s.step_id
  GROUP BY s.point_id, s.case_id, s.step_id, s.act, s.k, s.assigned_at, s.ended_at
)

SELECT point_id, case_id, 'step' AS object_kind, step_id AS object_id, 'unqualified' AS code, act AS subject,
       CASE WHEN n_assigned < k AND n_ended < k THEN 'both' WHEN n_assigned < k THEN 'assigned' ELSE 'ended' END AS mode,
       NULL AS officer_id,
       CASE WHEN n_ended IS NULL OR n_assigned <= n_ended THEN n_assigned ELSE n_ended END AS value, k AS bound
FROM judged
WHERE n_assigned < k OR n_ended < k
