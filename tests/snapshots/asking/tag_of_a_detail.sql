WITH person_in_area AS (
  SELECT
    person.id,
    person.area,
    person.area_code,
    person.name,
    person.married
  FROM person
  WHERE
    area BETWEEN 2 AND 8
), disability_per_person AS (
  SELECT
    disability.master AS owner,
    COUNT(*) AS n
  FROM disability AS disability
  WHERE
    (
      NOT disability.master IS NULL AND disability.area BETWEEN 1 AND 9
    )
    AND disability.grade IN ($p1, $p2)
  GROUP BY
    disability.master
), disability_unseen_per_person AS (
  SELECT DISTINCT
    master AS owner
  FROM disability
  WHERE
    (
      NOT (
        area BETWEEN 1 AND 9
      ) AND NOT master IS NULL
    )
    AND master IN (
      SELECT
        id
      FROM person_in_area
    )
), newest_disability AS (
  SELECT
    disability.id,
    disability.area,
    disability.area_code,
    disability.master,
    disability.grade
  FROM disability
  QUALIFY
    ROW_NUMBER() OVER (PARTITION BY master ORDER BY id DESC) = 1
)
SELECT
  person.id,
  person.area_code,
  area_of_row.name AS area_name,
  disability.grade AS "等级"
FROM person_in_area AS person
LEFT JOIN disability_per_person AS disability_per_person
  ON disability_per_person.owner = person.id
LEFT JOIN disability_unseen_per_person AS disability_unseen_per_person
  ON disability_unseen_per_person.owner = person.id
LEFT JOIN newest_disability AS disability
  ON disability.master = person.id AND disability.area BETWEEN 1 AND 9
LEFT JOIN areas AS area_of_row
  ON "area_of_row"."first" = person.area
WHERE
  (
    (
      CASE
        WHEN COALESCE(disability_per_person.n, 0) > 0
        THEN TRUE
        WHEN NOT disability_unseen_per_person.owner IS NULL
        THEN NULL
        ELSE FALSE
      END
    )
    AND NOT (
      person.married
    )
  )
ORDER BY
  person.area ASC,
  person.id ASC
