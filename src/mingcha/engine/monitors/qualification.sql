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
  SELECT q.point_id, q.k, s.step_id, s.assigned_at, s.ended_at, COALESCE(q.category, c.category) AS category, c.area
  FROM steps s
  JOIN q_acts q ON q.item_id = s.item_id AND q.version = s.item_version AND q.act = s.act
  JOIN cases c ON c.case_id = s.case_id
  WHERE s.assigned_at IS NOT NULL OR s.ended_at IS NOT NULL
),
-- Who stood on a step, once for each certificate. Days as their first seconds: who was assigned on a day counts for all of
-- it, a certificate holds to the end of its last.
stood AS (
  SELECT o.step_id, o.officer_id, o.assigned_at, o.assigned_day * 86400 AS assigned_from, o.released_at, v.category, v.area_lo, v.area_hi,
         v.valid_from * 86400 AS from_at, (v.valid_to + 1) * 86400 AS until_at
  FROM step_officers o
  JOIN certificates v ON v.officer_id = o.officer_id
  WHERE o.role IS NULL OR o.role <> 'auxiliary'
),
-- Every step is here, also where nobody stood on it. A number only where the certificate fits; then only on the day it did.
fitting AS (
  SELECT q.point_id, q.k, q.step_id, q.assigned_at, q.ended_at,
         CASE WHEN (q.category IS NULL OR o.category IS NULL OR o.category = q.category)
               AND (q.area IS NULL OR (o.area_lo <= q.area AND q.area <= o.area_hi))
              THEN o.officer_id END AS officer_id,
         o.assigned_at AS since_at, o.assigned_from, o.released_at, o.from_at, o.until_at
  FROM q_steps q
  LEFT JOIN stood o ON o.step_id = q.step_id
),
on_step AS (
  SELECT point_id, k, step_id, assigned_at, ended_at,
         CASE WHEN assigned_from <= assigned_at AND (released_at IS NULL OR released_at > assigned_at)
               AND from_at <= assigned_at AND (until_at IS NULL OR until_at > assigned_at)
              THEN officer_id END AS when_assigned,
         CASE WHEN since_at <= ended_at AND (released_at IS NULL OR released_at >= ended_at)
               AND from_at <= ended_at AND (until_at IS NULL OR until_at > ended_at)
              THEN officer_id END AS when_ended
  FROM fitting
),
-- Two different numbers are two officers; only where more are needed are they counted one by one.
pairs AS (
  SELECT point_id, step_id, MAX(k) AS k, COUNT(assigned_at) AS has_assigned, COUNT(ended_at) AS has_ended,
         MIN(when_assigned) AS a_lo, MAX(when_assigned) AS a_hi, MIN(when_ended) AS e_lo, MAX(when_ended) AS e_hi
  FROM on_step
  GROUP BY point_id, step_id
),
many AS (
  SELECT point_id, step_id, COUNT(DISTINCT when_assigned) AS n_assigned, COUNT(DISTINCT when_ended) AS n_ended
  FROM on_step
  WHERE k > 2
  GROUP BY point_id, step_id
),
judged AS (
  SELECT p.point_id, p.step_id, p.k,
         CASE WHEN p.has_assigned = 0 THEN NULL WHEN m.step_id IS NOT NULL THEN m.n_assigned
              WHEN p.a_lo IS NULL THEN 0 WHEN p.a_lo = p.a_hi THEN 1 ELSE 2 END AS n_assigned,
         CASE WHEN p.has_ended = 0 THEN NULL WHEN m.step_id IS NOT NULL THEN m.n_ended
              WHEN p.e_lo IS NULL THEN 0 WHEN p.e_lo = p.e_hi THEN 1 ELSE 2 END AS n_ended
  FROM pairs p
  LEFT JOIN many m ON m.point_id = p.point_id AND m.step_id = p.step_id
)

SELECT j.point_id, s.case_id, 'step' AS object_kind, j.step_id AS object_id, 'unqualified' AS code, s.act AS subject,
       CASE WHEN n_assigned < k AND n_ended < k THEN 'both' WHEN n_assigned < k THEN 'assigned' ELSE 'ended' END AS mode,
       NULL AS officer_id,
       CASE WHEN n_ended IS NULL OR n_assigned <= n_ended THEN n_assigned ELSE n_ended END AS value, k AS bound
FROM judged j
JOIN steps s ON s.step_id = j.step_id
WHERE n_assigned < k OR n_ended < k
