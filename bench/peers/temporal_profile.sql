-- Temporal conformance (Stertz, Mangler, Rinderle-Ma 2020): of every two steps of a case, the time between them, against the
-- mean and the standard deviation of that pair of acts over the whole log; a deviation is further than $zeta deviations away.
-- Steps and pairs are held narrow, since the pairs are many times the log.
WITH acts AS (
  SELECT act, ROW_NUMBER() OVER (ORDER BY act)::INTEGER AS n
  FROM (SELECT DISTINCT act FROM engine_steps)
),
s AS MATERIALIZED (
  SELECT case_id::INTEGER AS case_id, n, seq::INTEGER AS seq, started_at, ended_at
  FROM engine_steps
  JOIN acts USING (act)
),
pairs AS MATERIALIZED (
  SELECT a.case_id, a.n * 10000 + b.n AS pair, b.started_at - a.ended_at AS flow
  FROM s a
  JOIN s b ON b.case_id = a.case_id AND a.seq < b.seq AND a.ended_at <= b.started_at
),
profile AS (
  SELECT pair, mean, deviation, mean - $zeta * deviation AS low, mean + $zeta * deviation AS high
  FROM (SELECT pair, AVG(flow) AS mean, COALESCE(STDDEV_SAMP(flow), 0) AS deviation FROM pairs GROUP BY pair)
),
-- What lies within the narrowest bounds of all deviates from none: most pairs need not be looked up.
suspects AS (
  SELECT * FROM pairs WHERE flow > (SELECT MIN(high) FROM profile) OR flow < (SELECT MAX(low) FROM profile)
)
SELECT u.case_id, a.act AS first, b.act AS second, u.flow, ABS(u.flow - p.mean) / p.deviation AS zeta
FROM suspects u
JOIN profile p USING (pair)
JOIN acts a ON a.n = p.pair // 10000
JOIN acts b ON b.n = p.pair % 10000
WHERE u.flow > p.high OR u.flow < p.low
