WITH person_in_area AS (
  SELECT
    *
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
    person.household AS value_4,
    person.income_annual AS value_5
  FROM person_in_area AS person
)
SELECT
  COUNT(*) FILTER(WHERE
    facts.condition_1 AND facts.condition_2) AS number_1,
  COUNT(*) FILTER(WHERE
    facts.condition_1 AND facts.condition_3) AS number_2,
  COUNT(DISTINCT facts.value_4) FILTER(WHERE
    facts.condition_1) AS number_3,
  COUNT(*) FILTER(WHERE
    facts.condition_1 AND facts.condition_3) AS number_4,
  COUNT(*) FILTER(WHERE
    facts.condition_1) AS number_5,
  SUM(facts.value_5) FILTER(WHERE
    facts.area BETWEEN 3 AND 5) AS number_6,
  COUNT(facts.value_5) FILTER(WHERE
    facts.area BETWEEN 3 AND 5) AS number_7
FROM facts
