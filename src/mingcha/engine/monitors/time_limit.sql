-- 办理时限 (S1-07, S3-17). overdue: more was used than allowed. due_soon: still open, and the last day is today or the next
-- working day. pause_unlawful: the clock was stopped for a reason the item does not know.
--
-- A span is one run of a step ("at"), or a stage: from the first "start" act until n_end different "end" acts have ended
-- and nothing of the stage is open; going back reopens it and the time between counts. The first day is not counted.
-- What is open when the case is closed ends with the case.

tl_points AS (
  SELECT point_id, point_key, item_id, version, unit, start_edge, option, COALESCE(n_end, 1) AS n_end,
         CASE unit WHEN 'hour' THEN limit_n * 3600 ELSE limit_n END AS allowed,
         COALESCE(warn_seconds, 86400) AS warn_seconds
  FROM points
  WHERE kind = 'time_limit' AND unit IS NOT NULL
),
tl_acts AS (
  SELECT p.point_id, p.item_id, p.version, p.unit, p.allowed, p.start_edge, p.n_end, a.act, a.part
  FROM tl_points p
  JOIN point_acts a ON a.point_id = p.point_id
),

-- Spans that may be late or near: those that ended later than the plain calendar allows, and those that are open.
step_spans AS (
  SELECT t.point_id, s.case_id, 'step' AS mode, s.step_id AS object_id, s.act AS subject,
         s.started_at AS begin_at, s.started_day AS begin_day, s.ended_at AS end_at, s.ended_day AS end_day
  FROM steps s
  JOIN tl_acts t ON t.item_id = s.item_id AND t.version = s.item_version AND t.act = s.act
  WHERE t.part = 'at'
    AND s.started_at IS NOT NULL
    AND (s.ended_at IS NULL
         OR (t.unit = 'hour' AND s.ended_at - s.started_at > t.allowed)
         OR (t.unit <> 'hour' AND s.ended_day - s.started_day > t.allowed))
),
stage_sums AS (
  SELECT t.point_id, s.case_id,
         MIN(CASE WHEN t.part <> 'start' THEN NULL WHEN t.start_edge = 'end' THEN s.ended_at ELSE s.started_at END) AS begin_at,
         MIN(CASE WHEN t.part <> 'start' THEN NULL WHEN t.start_edge = 'end' THEN s.ended_day ELSE s.started_day END) AS begin_day,
         MIN(CASE WHEN t.part = 'end' THEN s.ended_at END) AS first_end_at,
         MAX(CASE WHEN t.part <> 'start' THEN s.ended_at END) AS last_end_at,
         MAX(CASE WHEN t.part <> 'start' THEN s.ended_day END) AS last_end_day,
         SUM(CASE WHEN t.part <> 'start' AND s.started_at IS NOT NULL AND s.ended_at IS NULL THEN 1 ELSE 0 END) AS n_open
  FROM steps s
  JOIN tl_acts t ON t.item_id = s.item_id AND t.version = s.item_version AND t.act = s.act
  WHERE t.part <> 'at'
  GROUP BY t.point_id, s.case_id
),
stage_suspects AS (
  SELECT g.*, p.n_end
  FROM stage_sums g
  JOIN tl_points p ON p.point_id = g.point_id
  WHERE g.begin_at IS NOT NULL
    AND (g.n_open > 0 OR p.n_end > 1 OR g.first_end_at IS NULL OR g.first_end_at < g.begin_at
         OR (p.unit = 'hour' AND g.last_end_at - g.begin_at > p.allowed)
         OR (p.unit <> 'hour' AND g.last_end_day - g.begin_day > p.allowed))
),
-- One end act that ended after the beginning is enough, and known from the sums; several must be counted one by one.
stage_ends AS (
  SELECT u.point_id, u.case_id, COUNT(DISTINCT CASE WHEN t.part = 'end' AND s.ended_at >= u.begin_at THEN s.act END) AS n_done
  FROM stage_suspects u
  JOIN steps s ON s.case_id = u.case_id
  JOIN tl_acts t ON t.point_id = u.point_id AND t.item_id = s.item_id AND t.version = s.item_version AND t.act = s.act
  WHERE u.n_end > 1 OR u.first_end_at < u.begin_at
  GROUP BY u.point_id, u.case_id
),
stage_spans AS (
  SELECT u.point_id, u.case_id, 'stage' AS mode, u.case_id AS object_id, NULL AS subject, u.begin_at, u.begin_day,
         CASE WHEN u.n_open = 0 AND COALESCE(e.n_done, CASE WHEN u.first_end_at IS NULL THEN 0 ELSE 1 END) >= u.n_end
              THEN u.last_end_at END AS end_at,
         CASE WHEN u.n_open = 0 AND COALESCE(e.n_done, CASE WHEN u.first_end_at IS NULL THEN 0 ELSE 1 END) >= u.n_end
              THEN u.last_end_day END AS end_day
  FROM stage_suspects u
  LEFT JOIN stage_ends e ON e.point_id = u.point_id AND e.case_id = u.case_id
),
promise_spans AS (
  SELECT p.point_id, c.case_id, 'promise' AS mode, c.case_id AS object_id, NULL AS subject,
         COALESCE(c.accepted_at, c.promised_at) AS begin_at, COALESCE(c.accepted_day, c.promised_day) AS begin_day,
         c.closed_at AS end_at, c.closed_day AS end_day
  FROM cases c
  JOIN tl_points p ON p.item_id = c.item_id AND p.version = c.item_version
  WHERE p.unit = 'promise'
    AND c.promised_at IS NOT NULL
    AND (c.closed_at IS NULL OR c.closed_at > c.promised_at)
),
in_cases AS (
  SELECT x.*, p.point_key, p.unit, p.allowed, p.option, p.warn_seconds, c.calendar_id, c.promised_at, c.promised_day,
         COALESCE(x.end_at, c.closed_at, k.now) AS until_at,
         COALESCE(x.end_day, c.closed_day, k.today) AS until_day,
         CASE WHEN x.end_at IS NULL AND c.closed_at IS NULL THEN 1 ELSE 0 END AS is_open
  FROM (SELECT * FROM step_spans UNION ALL SELECT * FROM stage_spans UNION ALL SELECT * FROM promise_spans) x
  JOIN tl_points p ON p.point_id = x.point_id
  JOIN cases c ON c.case_id = x.case_id
  CROSS JOIN clock k
),
-- 15 days are more than any run of days off: a last day further away cannot be the next working day.
spans AS (
  SELECT *
  FROM in_cases
  WHERE CASE unit WHEN 'promise' THEN CASE WHEN until_at > promised_at OR (is_open = 1 AND promised_day - until_day <= 15) THEN 1 END
                  WHEN 'hour' THEN CASE WHEN (1 + is_open) * (until_at - begin_at) > allowed THEN 1 END
                  ELSE CASE WHEN until_day - begin_day > allowed - 15 * is_open THEN 1 END
        END = 1
),

-- Each span is reckoned at its end and, where it was extended, at the moment of each approval too: an extension approved
-- after the time had run out gives nothing.
reckonings AS (
  SELECT point_id, case_id, object_id, begin_at, begin_day, until_at, until_day, unit, calendar_id,
         NULL AS extension_id, NULL AS amount
  FROM spans
  UNION ALL
  SELECT s.point_id, s.case_id, s.object_id, s.begin_at, s.begin_day, e.approved_at, e.approved_day, s.unit, s.calendar_id,
         e.extension_id, CASE s.unit WHEN 'hour' THEN e.amount * 3600 ELSE e.amount END
  FROM spans s
  JOIN extensions e ON e.case_id = s.case_id
  WHERE e.approved_at <= s.until_at AND s.unit <> 'promise'
    AND ((s.mode = 'step' AND e.step_id = s.object_id AND (e.point_key IS NULL OR e.point_key = s.point_key))
         OR (s.mode = 'stage' AND e.step_id IS NULL AND e.point_key = s.point_key))
),

-- Pauses: the part (lo, hi] of the span during which a lawful pause stood, in days, or seconds for hours. The day a pause
-- begins is not counted, the day it ends is; an approved cap ends it; an open pause covers today.
pauses AS (
  SELECT r.point_id, r.object_id, r.extension_id, r.unit, r.calendar_id, u.suspension_id,
         CASE WHEN r.unit = 'hour'
              THEN CASE WHEN u.from_at > r.begin_at THEN u.from_at ELSE r.begin_at END
              ELSE CASE WHEN u.from_day - 1 > r.begin_day THEN u.from_day - 1 ELSE r.begin_day END
         END AS lo,
         CASE WHEN r.unit = 'hour'
              THEN CASE WHEN u.to_at <= r.until_at AND (u.cap_at IS NULL OR u.to_at <= u.cap_at) THEN u.to_at
                        WHEN u.cap_at <= r.until_at THEN u.cap_at
                        ELSE r.until_at END
              ELSE CASE WHEN u.to_day - 1 <= r.until_day AND (u.cap_at IS NULL OR u.to_day <= u.cap_day) THEN u.to_day - 1
                        WHEN u.cap_day - 1 <= r.until_day THEN u.cap_day - 1
                        ELSE r.until_day END
         END AS hi
  FROM reckonings r
  JOIN suspensions u ON u.case_id = r.case_id
  JOIN point_pause_kinds l ON l.point_id = r.point_id AND l.kind = u.kind
),
cut_pauses AS (
  SELECT p.*,
         MAX(p.hi) OVER (PARTITION BY p.point_id, p.object_id, p.extension_id ORDER BY p.lo, p.suspension_id
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered
  FROM pauses p
  WHERE p.hi > p.lo
),
paused AS (
  SELECT c.point_id, c.object_id, c.extension_id,
         SUM(CASE WHEN c.unit = 'working_day' THEN b.wd - a.wd ELSE c.hi - c.lo END) AS amount
  FROM (SELECT point_id, object_id, extension_id, unit, calendar_id, hi,
               CASE WHEN covered > lo THEN covered ELSE lo END AS lo
        FROM cut_pauses WHERE covered IS NULL OR hi > covered) c
  LEFT JOIN calendar a ON a.calendar_id = c.calendar_id AND a.day = c.lo
  LEFT JOIN calendar b ON b.calendar_id = c.calendar_id AND b.day = c.hi
  GROUP BY c.point_id, c.object_id, c.extension_id
),
used AS (
  SELECT r.point_id, r.object_id, r.extension_id, r.amount, r.until_at,
         COALESCE(w.amount, 0) AS paused,
         CASE r.unit WHEN 'hour' THEN r.until_at - r.begin_at
                     WHEN 'working_day' THEN b.wd - a.wd
                     ELSE r.until_day - r.begin_day END - COALESCE(w.amount, 0) AS n
  FROM reckonings r
  LEFT JOIN paused w ON w.point_id = r.point_id AND w.object_id = r.object_id AND COALESCE(w.extension_id, 0) = COALESCE(r.extension_id, 0)
  LEFT JOIN calendar a ON a.calendar_id = r.calendar_id AND a.day = r.begin_day
  LEFT JOIN calendar b ON b.calendar_id = r.calendar_id AND b.day = r.until_day
),
granted AS (
  SELECT point_id, object_id, SUM(CASE WHEN n_late = 0 THEN amount ELSE 0 END) AS amount
  FROM (
    SELECT v.*, SUM(v.late) OVER (PARTITION BY v.point_id, v.object_id ORDER BY v.until_at, v.extension_id
                                  ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS n_late
    FROM (
      SELECT e.point_id, e.object_id, e.extension_id, e.until_at, e.amount,
             CASE WHEN e.n > p.allowed + COALESCE(SUM(e.amount) OVER (
                         PARTITION BY e.point_id, e.object_id ORDER BY e.until_at, e.extension_id
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
                  THEN 1 ELSE 0 END AS late
      FROM used e
      JOIN tl_points p ON p.point_id = e.point_id
      WHERE e.extension_id IS NOT NULL
    ) v
  ) g
  GROUP BY point_id, object_id
),

-- The sum: what was used, what was allowed, and the last day where it is a day of the calendar.
sums AS (
  SELECT s.*, u.n, u.paused, s.allowed + COALESCE(g.amount, 0) AS bound,
         CASE s.unit WHEN 'calendar_day' THEN s.begin_day + s.allowed + COALESCE(g.amount, 0) + u.paused
                     WHEN 'promise' THEN s.promised_day + CASE WHEN s.option = 'pauses_move' THEN u.paused ELSE 0 END
         END AS due_day,
         s.promised_at + CASE WHEN s.option = 'pauses_move' THEN u.paused * 86400 ELSE 0 END AS due_at
  FROM spans s
  JOIN used u ON u.point_id = s.point_id AND u.object_id = s.object_id
  LEFT JOIN granted g ON g.point_id = s.point_id AND g.object_id = s.object_id
  WHERE u.extension_id IS NULL
),
verdicts AS (
  SELECT s.*,
         CASE WHEN s.unit = 'promise' THEN s.until_at ELSE s.n END AS value,
         CASE WHEN s.unit = 'promise' THEN s.due_at ELSE s.bound END AS limit_value,
         CASE WHEN s.unit = 'promise' THEN CASE WHEN s.until_at > s.due_at THEN 1 ELSE 0 END
              WHEN s.unit = 'calendar_day' AND s.option = 'next_work_day'
                   THEN CASE WHEN s.until_day > d.next_work_day THEN 1 ELSE 0 END
              WHEN s.n > s.bound THEN 1
              ELSE 0 END AS is_late,
         CASE s.unit WHEN 'hour' THEN CASE WHEN s.bound - s.n < s.warn_seconds AND 2 * (s.bound - s.n) < s.bound THEN 1 ELSE 0 END
                     WHEN 'working_day' THEN CASE WHEN s.bound - s.n <= 1 THEN 1 ELSE 0 END
                     ELSE CASE WHEN d.wd - t.wd + CASE WHEN s.option = 'next_work_day' AND d.is_work = 0 THEN 1 ELSE 0 END <= 1
                               THEN 1 ELSE 0 END
         END AS is_near
  FROM sums s
  LEFT JOIN calendar d ON d.calendar_id = s.calendar_id AND d.day = s.due_day
  CROSS JOIN clock k
  LEFT JOIN calendar t ON t.calendar_id = s.calendar_id AND t.day = k.today
),

-- A pause of a kind that no point of the item allows; shown once, on the first time limit of the item.
known_pauses AS (
  SELECT DISTINCT p.item_id, p.version, l.kind
  FROM tl_points p
  JOIN point_pause_kinds l ON l.point_id = p.point_id
),
clock_points AS (
  SELECT item_id, version, MIN(point_id) AS point_id
  FROM tl_points
  WHERE unit <> 'promise' OR option = 'pauses_move'
  GROUP BY item_id, version
)

SELECT point_id, case_id, CASE WHEN mode = 'step' THEN 'step' ELSE 'case' END AS object_kind, object_id,
       CASE WHEN is_late = 1 THEN 'overdue' ELSE 'due_soon' END AS code, subject, mode,
       NULL AS officer_id, value, limit_value AS bound
FROM verdicts
WHERE is_late = 1 OR (is_open = 1 AND is_near = 1)
UNION ALL
SELECT q.point_id, u.case_id, 'suspension', u.suspension_id, 'pause_unlawful', u.kind, NULL, NULL, NULL, NULL
FROM suspensions u
JOIN cases c ON c.case_id = u.case_id
JOIN clock_points q ON q.item_id = c.item_id AND q.version = c.item_version
LEFT JOIN known_pauses n ON n.item_id = c.item_id AND n.version = c.item_version AND n.kind = u.kind
WHERE n.kind IS NULL
