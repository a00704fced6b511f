WITH household_in_area AS (
  SELECT
    household.id,
    household.area,
    household.area_code,
    household.address,
    household.income_annual
  FROM household
  WHERE
    area BETWEEN 2 AND 8
), person_per_household AS (
  SELECT
    person.household AS owner,
    COUNT(*) AS n
  FROM person AS person
  WHERE
    NOT person.household IS NULL AND person.area BETWEEN 1 AND 9
  GROUP BY
    person.household
), person_unseen_per_household AS (
  SELECT DISTINCT
    household AS owner
  FROM person
  WHERE
    (
      NOT (
        area BETWEEN 1 AND 9
      ) AND NOT household IS NULL
    )
    AND household IN (
      SELECT
        id
      FROM household_in_area
    )
), person_per_household_2 AS (
  SELECT
    person.household AS owner,
    COUNT(*) AS n
  FROM person AS person
  WHERE
    (
      NOT person.household IS NULL AND person.area BETWEEN 1 AND 9
    )
    AND ARRAY_CONTAINS(person.skills, $p1)
  GROUP BY
    person.household
)
SELECT
  household.id,
  household.area_code,
  area_of_row.name AS area_name
FROM household_in_area AS household
LEFT JOIN person_per_household AS person_per_household
  ON person_per_household.owner = household.id
LEFT JOIN person_unseen_per_household AS person_unseen_per_household
  ON person_unseen_per_household.owner = household.id
LEFT JOIN person_per_household_2 AS person_per_household_2
  ON person_per_household_2.owner = household.id
LEFT JOIN areas AS area_of_row
  ON "area_of_row"."first" = household.area
WHERE
  (
    (
      CAST(ROUND(
        CAST(household.income_annual AS DOUBLE) / NULLIF(
          (
            CASE
              WHEN NOT person_unseen_per_household.owner IS NULL
              THEN NULL
              ELSE COALESCE(person_per_household.n, 0)
            END
          ),
          0
        ),
        6
      ) AS DECIMAL(24, 6))
    ) < 700
    AND NOT (
      (
        NOT (
          household.address
        ) IS NULL
      )
    )
    AND CASE
      WHEN NOT person_unseen_per_household.owner IS NULL
      THEN NULL
      ELSE COALESCE(person_per_household_2.n, 0)
    END >= 1
  )
ORDER BY
  household.area ASC,
  household.id ASC
