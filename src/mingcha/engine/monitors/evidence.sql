-- 证据固化 (S1-14, S1-15). missing: fewer items of a demanded kind stood on the step when it ended than the point demands.
-- removed: an item of a demanded kind was taken away, or replaced by something that is not in the case.

e_acts AS (
  SELECT p.point_id, p.item_id, p.version, a.act
  FROM points p
  JOIN point_acts a ON a.point_id = p.point_id
  WHERE p.kind = 'evidence' AND a.part = 'at'
),
e_steps AS (
  SELECT q.point_id, s.case_id, s.step_id, s.act, s.ended_at
  FROM steps s
  JOIN e_acts q ON q.item_id = s.item_id AND q.version = s.item_version AND q.act = s.act
),
-- An item stood at the end of the step if it was added by then, not yet removed, and not yet replaced.
items AS (
  SELECT step_id, kind, added_at, removed_at, NULL AS replaced_at
  FROM evidence
  WHERE superseded_by IS NULL
  UNION ALL
  SELECT e.step_id, e.kind, e.added_at, e.removed_at, r.added_at
  FROM evidence e
  LEFT JOIN evidence r ON r.evidence_id = e.superseded_by
  WHERE e.superseded_by IS NOT NULL
),
standing AS (
  SELECT e.point_id, e.step_id, i.kind, COUNT(*) AS n
  FROM e_steps e
  JOIN items i ON i.step_id = e.step_id
  WHERE i.added_at <= e.ended_at
    AND (i.removed_at IS NULL OR i.removed_at > e.ended_at)
    AND (i.replaced_at IS NULL OR i.replaced_at > e.ended_at)
  GROUP BY e.point_id, e.step_id, i.kind
),
lacking AS (
  SELECT e.point_id, e.case_id, e.step_id, MIN(d.kind) AS kind,
         SUM(d.n - COALESCE(s.n, 0)) AS n_lacking, SUM(d.n) AS n_needed
  FROM e_steps e
  JOIN point_evidence d ON d.point_id = e.point_id
  LEFT JOIN standing s ON s.point_id = e.point_id AND s.step_id = e.step_id AND s.kind = d.kind
  WHERE e.ended_at IS NOT NULL AND COALESCE(s.n, 0) < d.n
  GROUP BY e.point_id, e.case_id, e.step_id
),
gone AS (
  SELECT case_id, step_id, evidence_id, kind, superseded_by
  FROM evidence
  WHERE removed_at IS NOT NULL OR superseded_by IS NOT NULL
)

SELECT point_id, case_id, 'step' AS object_kind, step_id AS object_id, 'missing' AS code, kind AS subject, NULL AS mode,
       NULL AS officer_id, n_lacking AS value, n_needed AS bound
FROM lacking
UNION ALL
SELECT e.point_id, g.case_id, 'evidence', g.evidence_id, 'removed', g.kind, NULL, NULL, NULL, NULL
FROM gone g
JOIN e_steps e ON e.step_id = g.step_id
JOIN point_evidence d ON d.point_id = e.point_id AND d.kind = g.kind
LEFT JOIN evidence r ON r.evidence_id = g.superseded_by AND r.case_id = g.case_id AND r.kind = g.kind
WHERE r.evidence_id IS NULL
