// The directory's shapes and words. In: replies. Out: types, marks of states, areas as choices.
import { get, type Reply } from '@/api/client'
import { t } from '@/i18n'

export type Staff = Reply<'/api/directory/people/search', 'post'>[number]
export type StaffPost = Staff['posts'][number]
export type Grant = Reply<'/api/directory/grants/search', 'post'>[number]
export type Area = Reply<'/api/directory/areas', 'get'>[number]
export type Choices = Reply<'/api/directory/choices', 'get'>
export interface Choice { value: string; label: string }

export const stateMark = (state: string): string => ({ in_force: 'mark-good', coming: 'mark-info', revoked: 'mark-bad' })[state] ?? ''
export const days = (from: string | null, to: string | null): string =>
  t(from ? (to ? 'directory.days_both' : 'directory.days_from') : to ? 'directory.days_to' : 'directory.days_open', { from: from ?? '', to: to ?? '' })

/** The depth of each area below the top of the charge. */
export function depths(areas: readonly Area[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const one of areas) found.set(one.code, one.parent && found.has(one.parent) ? found.get(one.parent)! + 1 : 0)
  return found
}

/** Areas that stand, with the names above them, to choose from. */
export async function areaChoices(signal?: AbortSignal): Promise<Choice[]> {
  const areas = (await get('/api/directory/areas', { signal })).filter((one) => !one.closed)
  const known = new Map(areas.map((one) => [one.code, one]))
  const above = (one: Area): string => {
    const parent = one.parent ? known.get(one.parent) : undefined
    return parent ? `${above(parent)} ${one.name}` : one.name
  }
  return areas.map((one) => ({ value: one.code, label: above(one) }))
}

/** Narrows choices by what is typed, for q-select's filter. */
export const narrowed = (all: readonly Choice[], words: string): Choice[] =>
  all.filter((one) => words.trim().split(/\s+/).every((word) => one.label.includes(word) || one.value.includes(word)))
