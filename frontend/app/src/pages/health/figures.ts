// Shares of health counts. In: counts of a register, an area or an element. Out: parts of a bar, percentages; null where there is nothing to share.
import type { components } from '@/api/schema'

export type Totals = components['schemas']['HealthTotals']
export interface Ages { fresh: number; soon: number; old: number; undated: number }
export const AGES = ['fresh', 'soon', 'old', 'undated'] as const

export const share = (part: number, whole: number): number | null => (whole ? part / whole : null)
/** Never rounded up to all, nor down to nothing. */
export const percent = (value: number | null): string => (value === null ? '—' : `${value > 0.99 && value < 1 ? 99 : value > 0 && value < 0.01 ? 1 : Math.round(value * 100)}%`)
export const ageing = (one: Ages): number => AGES.reduce((sum, age) => sum + one[age], 0)
export const freshShare = (one: Ages): number | null => share(one.fresh + one.soon, ageing(one))
export const wholeShare = (one: Totals): number | null => share(one.known, one.wanted)
