// The whole page of a record from what the device keeps. In: the pack with what waits. Out: the same shape as the server's page.
// Refuses: to know what is not on the device (history, what lies in other grids): those parts are empty.
import { gapsOf, type Laid, type Sight } from '@engine/pack'
import type { components } from '@/api/schema'
import { register, rulesOf, shape, show } from '@/store/layout'

export type Dossier = components['schemas']['DossierReply']
type Link = components['schemas']['LinkReply']

export function titleOf(record: Sight): string {
  const of = register(record.register_code)
  const named = of?.face.find((code) => record.values[code] !== null && record.values[code] !== undefined)
  return named ? show(named, record.values[named]) : of?.label.zh ?? ''
}

const link = (how: string, laid: Laid): Link => ({
  how, register_code: laid.record.register_code, id: laid.record.id, title: titleOf(laid.record), gone: laid.gone,
  values: Object.fromEntries(['person.relation_to_head', 'person.birth_date', 'person.phone', 'household.address'].filter((code) => laid.record.values[code] !== undefined).map((code) => [code, laid.record.values[code] ?? null])),
})

const references = (record: Sight): [string, string][] =>
  Object.entries(record.values).flatMap(([code, value]) => (shape(code)?.domain === 'ref' && typeof value === 'string' ? [[code, value] as [string, string]] : []))

export function localDossier(id: string, pack: ReadonlyMap<string, Laid>): Dossier | null {
  const me = pack.get(id)
  if (!me) return null
  const all = [...pack.values()]
  const upward = references(me.record).flatMap(([code, target]) => { const there = pack.get(target); return there ? [link(code, there)] : [] })
  const pointing = (target: string): [string, Laid][] => all.flatMap((one) => references(one.record).flatMap(([code, to]) => (to === target && one.record.id !== id ? [[code, one] as [string, Laid]] : [])))
  const home = me.record.values['person.household']
  const family = typeof home === 'string' ? pointing(home).filter(([, one]) => one.record.register_code === me.record.register_code) : []
  const rules = rulesOf(me.record.register_code)
  return {
    record: me.record, title: titleOf(me.record), gone: me.gone, tags: me.tags, gaps: rules ? gapsOf(me.record, rules) : [], conflicts: [], upward,
    family: family.map(([code, one]) => link(code, one)), below: pointing(id).map(([code, one]) => link(code, one)),
    details: all.filter((one) => one.record.master === id).map((one) => one.record), revealable: [],
  }
}
