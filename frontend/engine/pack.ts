// A worker's area on the phone. In: records as the server packed them, operations that wait. Out: records as the worker sees
// them, people to find, what wants looking at. Refuses: to change the pack itself; what waits to be sent lies over it.
import { freshness } from './dates'
import type { Findable } from './search'

export type Value = string | number | boolean | null

export interface Origin { source: string; day: string | null; checked: boolean }

export interface Sight {
  register_code: string
  id: string
  area: string
  area_name: string
  master: string | null
  version: number
  values: Record<string, Value>
  masked: string[]
  derived: string[]
  origin: Origin | null
  origins: Record<string, Origin>
}

export interface Packed { record: Sight; initials: string; gone: string; tags: string[]; conflicts: number }

/** One thing that a worker did; see the server's `Operation`. */
export interface Operation {
  kind: 'create' | 'change' | 'confirm' | 'move' | 'end'
  record: string
  register_code?: string
  base?: number
  values?: Record<string, Value>
  elements?: string[]
  area?: string
  master?: string | null
  why?: string
}

/** A record with what waits lying over it: `waiting` names the elements, `isNew` a record that the server does not know yet. */
export interface Laid extends Packed { waiting: string[]; isNew: boolean; leaving: boolean }

export const originOf = (sight: Sight, element: string): Origin | null => sight.origins[element] ?? sight.origin

/** The pack with the operations laid over it, in their order. */
export function lay(pack: ReadonlyMap<string, Packed>, operations: readonly Operation[], today: string): Map<string, Laid> {
  const found = new Map<string, Laid>()
  for (const [id, packed] of pack) found.set(id, { ...packed, waiting: [], isNew: false, leaving: false })
  for (const operation of operations) {
    const there = found.get(operation.record) ?? (operation.kind === 'create' ? fresh(operation) : null)
    if (there) found.set(operation.record, over(there, operation, today))
  }
  return found
}

function fresh(operation: Operation): Laid {
  const record: Sight = {
    register_code: operation.register_code ?? '', id: operation.record, area: operation.area ?? '', area_name: '', master: operation.master ?? null,
    version: 1, values: {}, masked: [], derived: [], origin: null, origins: {},
  }
  return { record, initials: '', gone: '', tags: [], conflicts: 0, waiting: [], isNew: true, leaving: false }
}

function over(laid: Laid, operation: Operation, today: string): Laid {
  if (operation.kind === 'move' || operation.kind === 'end') return { ...laid, leaving: true }
  const origins = { ...laid.record.origins }
  const values = { ...laid.record.values }
  const touched = operation.kind === 'confirm' ? operation.elements ?? [] : Object.keys(operation.values ?? {})
  for (const element of touched) {
    if (operation.kind !== 'confirm') values[element] = operation.values![element] ?? null
    const source = operation.kind === 'confirm' ? originOf(laid.record, element)?.source ?? '' : ''
    origins[element] = { source, day: today, checked: operation.kind === 'confirm' }
  }
  const masked = laid.record.masked.filter((element) => operation.kind === 'confirm' || !touched.includes(element))
  return { ...laid, record: { ...laid.record, values, origins, masked }, waiting: [...new Set([...laid.waiting, ...touched])] }
}

/** How people are found by what is searched of their register; `home` gives the household's address for a person. */
export function findable(laid: Laid, find: readonly string[], pack: ReadonlyMap<string, Laid>): Findable & { laid: Laid } {
  const { values } = laid.record
  const register = laid.record.register_code
  const read = (element: string): string => {
    const here = values[element]
    if (element.startsWith(`${register}.`)) return here === null || here === undefined ? '' : String(here)
    const other = values[`${register}.${element.split('.')[0]}`]
    return String((typeof other === 'string' ? pack.get(other)?.record.values[element] : null) ?? '')
  }
  const name = String(values[`${register}.name`] ?? '')
  const phones = find.filter((element) => /phone/.test(element)).map(read).filter(Boolean)
  const words = find.filter((element) => !/phone/.test(element) && element !== `${register}.name`).map(read).filter(Boolean)
  return { name, initials: laid.initials, phone: phones[0] ?? '', words: [...words, ...phones.slice(1)].join(' '), laid }
}

export interface Rules { important: readonly string[]; halfLife: (element: string) => number | null }
export interface Due { laid: Laid; old: string[]; gaps: string[] }

/** What wants looking at: values past their half-life, gaps, conflicts; conflicts first, then the most. */
export function due(records: Iterable<Laid>, rulesOf: (register: string) => Rules | null, today: Date): Due[] {
  const found: Due[] = []
  for (const laid of records) {
    const rules = rulesOf(laid.record.register_code)
    if (!rules || laid.gone || laid.leaving || laid.isNew) continue
    const old = oldValues(laid.record, rules, today)
    const gaps = gapsOf(laid.record, rules)
    if (laid.conflicts > 0 || old.length > 0 || gaps.length > 0) found.push({ laid, old, gaps })
  }
  const weight = (one: Due): number => (one.laid.conflicts > 0 ? 1000 : 0) + one.old.length * 2 + one.gaps.length
  return found.sort((left, right) => weight(right) - weight(left))
}

export function oldValues(record: Sight, rules: Rules, today: Date): string[] {
  const known = Object.keys(record.values).filter((element) => !record.derived.includes(element) && record.values[element] !== null)
  return known.filter((element) => freshness(originOf(record, element)?.day, rules.halfLife(element), today) === 'stale')
}

export function gapsOf(record: Sight, rules: Rules): string[] {
  return rules.important.filter((element) => record.values[element] === null || record.values[element] === undefined)
}

/** In which of `count` drawers of the store a record lies, so that a change rewrites one of them. */
export function drawer(id: string, count: number): number {
  let sum = 0
  for (let place = 0; place < id.length; place += 1) sum = (sum * 31 + id.charCodeAt(place)) >>> 0
  return sum % count
}
