WITH disability_in_area AS (
  SELECT
    disability.id,
    disability.area,
    disability.area_code,
    disability.master,
    disability.kind
  FROM disability
  WHERE
    area BETWEEN 2 AND 8
)
SELECT
  disability.id,
  disability.area_code,
  area_of_row.name AS area_name,
  person.name AS "姓名"
FROM disability_in_area AS disability
LEFT JOIN person AS person
  ON person.id = disability.master AND person.area BETWEEN 1 AND 9
LEFT JOIN areas AS area_of_row
  ON "area_of_row"."first" = disability.area
WHERE
  (
    CASE
      WHEN NOT person.id IS NULL
      THEN person.birth_date <= (
        CAST('1966-11-22' AS DATE)
      )
    END
    AND disability.kind = $p1
  )
ORDER BY
  disability.area ASC,
  disability.id ASC
