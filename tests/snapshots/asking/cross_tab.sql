WITH person_in_area AS (
  SELECT
    person.id,
    person.area,
    person.gender,
    person.birth_date,
    person.income_annual,
    person.household
  FROM person
  WHERE
    area BETWEEN 2 AND 8
), facts AS (
  SELECT
    person.id,
    person.area,
    person.birth_date <= (
      CAST('1966-11-22' AS DATE)
    ) AS condition_1,
    person.gender = $p1 AS condition_2,
    person.gender = $p2 AS condition_3,
    person.household AS value_1,
    person.area BETWEEN 3 AND 5 AS condition_4,
    person.income_annual AS value_2
  FROM person_in_area AS person
)
SELECT
  CAST(CASE WHEN facts.condition_1 THEN 1 ELSE 0 END + CASE WHEN facts.condition_2 THEN 2 ELSE 0 END + CASE WHEN facts.condition_3 THEN 4 ELSE 0 END + CASE WHEN facts.condition_4 THEN 8 ELSE 0 END AS BIGINT) AS key_1,
  COUNT(*) AS records,
  SUM(facts.value_2) AS sum_2,
  COUNT(facts.value_2) AS count_2
FROM facts
GROUP BY
  key_1
;
WITH person_in_area AS (
  SELECT
    person.id,
    person.area,
    person.gender,
    person.birth_date,
    person.income_annual,
    person.household
  FROM person
  WHERE
    area BETWEEN 2 AND 8
), facts AS (
  SELECT
    person.id,
    person.area,
    person.birth_date <= (
      CAST('1966-11-22' AS DATE)
    ) AS condition_1,
    person.gender = $p1 AS condition_2,
    person.gender = $p2 AS condition_3,
    person.household AS value_1,
    person.area BETWEEN 3 AND 5 AS condition_4,
    person.income_annual AS value_2
  FROM person_in_area AS person
)
SELECT
  COUNT(DISTINCT facts.value_1) FILTER(WHERE
    facts.condition_1) AS number_1
FROM facts
