SELECT
  code,
  name
FROM areas
WHERE
  areas.level = $p1 AND (
    "areas"."first" >= 2 AND "areas"."last" <= 8
  )
ORDER BY
  "areas"."first"
;
WITH household_in_area AS (
  SELECT
    household.id,
    household.area
  FROM household
  WHERE
    area BETWEEN 2 AND 8
), low_income_per_household AS (
  SELECT
    low_income.master AS owner,
    COUNT(*) AS n
  FROM low_income AS low_income
  WHERE
    NOT low_income.master IS NULL AND low_income.area BETWEEN 1 AND 9
  GROUP BY
    low_income.master
), low_income_unseen_per_household AS (
  SELECT DISTINCT
    master AS owner
  FROM low_income
  WHERE
    (
      NOT (
        area BETWEEN 1 AND 9
      ) AND NOT master IS NULL
    )
    AND master IN (
      SELECT
        id
      FROM household_in_area
    )
), facts AS (
  SELECT
    household.id,
    household.area,
    (
      CASE
        WHEN COALESCE(low_income_per_household.n, 0) > 0
        THEN TRUE
        WHEN NOT low_income_unseen_per_household.owner IS NULL
        THEN NULL
        ELSE FALSE
      END
    ) AS condition_1
  FROM household_in_area AS household
  LEFT JOIN low_income_per_household AS low_income_per_household
    ON low_income_per_household.owner = household.id
  LEFT JOIN low_income_unseen_per_household AS low_income_unseen_per_household
    ON low_income_unseen_per_household.owner = household.id
), asked_areas AS (
  SELECT
    code,
    "areas"."first",
    "areas"."last"
  FROM areas
  WHERE
    areas.level = $p1 AND (
      "areas"."first" >= 2 AND "areas"."last" <= 8
    )
)
SELECT
  areas.code,
  CAST(CASE WHEN facts.condition_1 THEN 1 ELSE 0 END AS BIGINT) AS key_1,
  COUNT(*) AS records
FROM facts
JOIN asked_areas AS areas
  ON facts.area BETWEEN "areas"."first" AND "areas"."last"
GROUP BY
  key_1,
  areas.code
;
SELECT
  code,
  name
FROM areas
WHERE
  areas.level = $p1 AND (
    "areas"."first" >= 2 AND "areas"."last" <= 8
  )
ORDER BY
  "areas"."first"
;
WITH person_in_area AS (
  SELECT
    person.id,
    person.area
  FROM person
  WHERE
    area BETWEEN 2 AND 8
), facts AS (
  SELECT
    person.id,
    person.area
  FROM person_in_area AS person
), asked_areas AS (
  SELECT
    code,
    "areas"."first",
    "areas"."last"
  FROM areas
  WHERE
    areas.level = $p1 AND (
      "areas"."first" >= 2 AND "areas"."last" <= 8
    )
)
SELECT
  areas.code,
  COUNT(*) AS records
FROM facts
JOIN asked_areas AS areas
  ON facts.area BETWEEN "areas"."first" AND "areas"."last"
GROUP BY
  areas.code
;
SELECT
  code,
  name
FROM areas
WHERE
  areas.level = $p1 AND (
    "areas"."first" >= 2 AND "areas"."last" <= 8
  )
ORDER BY
  "areas"."first"
