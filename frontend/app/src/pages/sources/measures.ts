// The five measures of a delivery, in their order, and a share as people read it. In: a share. Out: words.
export const MEASURES = ['completeness', 'validity', 'uniqueness', 'freshness', 'agreement'] as const
export type Measure = (typeof MEASURES)[number]
export const percent = (value: number | null): string => (value === null ? '—' : `${(value * 100).toFixed(1)}%`)
/** How many of the last deliveries are drawn. */
export const DRAWN = 24
