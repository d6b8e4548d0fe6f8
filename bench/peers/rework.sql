-- Cases in which the act was begun a second time.
SELECT case_id FROM engine_steps WHERE act = $act AND run = 2
