WITH person_in_area AS (
  SELECT
    person.id,
    person.area,
    person.area_code,
    person.name,
    person.birth_date,
    person.household
  FROM person
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
        household
      FROM person_in_area
    )
)
SELECT
  person.id,
  person.area_code,
  area_of_row.name AS area_name,
  person.name AS "姓名",
  (
    CAST(FLOOR(
      (
        20261122 - (
          (
            (
              YEAR(person.birth_date)
            ) * 10000
          ) + (
            (
              MONTH(person.birth_date)
            ) * 100
          ) + (
            DAY(person.birth_date)
          )
        )
      ) / 10000.0
    ) AS BIGINT)
  ) AS "年龄",
  household.address AS "住址"
FROM person_in_area AS person
LEFT JOIN household AS household
  ON household.id = person.household AND household.area BETWEEN 1 AND 9
LEFT JOIN person_per_household AS person_per_household
  ON person_per_household.owner = household.id
LEFT JOIN person_unseen_per_household AS person_unseen_per_household
  ON person_unseen_per_household.owner = household.id
LEFT JOIN areas AS area_of_row
  ON "area_of_row"."first" = person.area
WHERE
  (
    person.birth_date <= (
      CAST('1946-11-22' AS DATE)
    )
    AND (
      CASE
        WHEN NOT household.id IS NULL
        THEN CASE
          WHEN NOT person_unseen_per_household.owner IS NULL
          THEN NULL
          ELSE COALESCE(person_per_household.n, 0)
        END
      END = 1
    )
    AND STRPOS(household.address, $p1) > 0
  )
ORDER BY
  (
    CAST(FLOOR(
      (
        20261122 - (
          (
            (
              YEAR(person.birth_date)
            ) * 10000
          ) + (
            (
              MONTH(person.birth_date)
            ) * 100
          ) + (
            DAY(person.birth_date)
          )
        )
      ) / 10000.0
    ) AS BIGINT)
  ) ASC,
  person.area ASC,
  person.id ASC
LIMIT 20
