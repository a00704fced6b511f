import { describe, expect, it } from 'vitest'
import { drawer, due, findable, gapsOf, lay, oldValues, type Operation, type Packed, type Rules, type Sight } from './pack'
import { search } from './search'

const TODAY = new Date('2026-11-29T04:00:00Z')
const DAY = '2026-11-29'
const sight = (id: string, values: Sight['values'], more: Partial<Sight> = {}): Sight => ({
  register_code: 'person', id, area: '99010101', area_name: '一网格', master: null, version: 3, values, masked: [], derived: [],
  origin: { source: '社区采集', day: '2026-01-01', checked: false }, origins: {}, ...more,
})
const packed = (id: string, values: Sight['values'], more: Partial<Packed> = {}): Packed => ({ record: sight(id, values), initials: '', gone: '', tags: [], conflicts: 0, ...more })
const pack = new Map([
  ['p', packed('p', { 'person.name': '王小明', 'person.phone': '13800001234', 'person.household': 'h' }, { initials: 'w.x.m' })],
  ['h', { ...packed('h', {}), record: sight('h', { 'household.address': '松岗路12号' }, { register_code: 'household' }) }],
])
const rules: Rules = { important: ['person.name', 'person.birth_date'], halfLife: (element) => (element === 'person.phone' ? 180 : null) }

describe('what waits lies over the pack', () => {
  it('shows the typed value, says that it waits, and leaves the pack as it was', () => {
    const laid = lay(pack, [{ kind: 'change', record: 'p', base: 3, values: { 'person.phone': '13900001234' } }], DAY).get('p')!
    expect([laid.record.values['person.phone'], laid.waiting, laid.record.version]).toEqual(['13900001234', ['person.phone'], 3])
    expect(pack.get('p')!.record.values['person.phone']).toBe('13800001234')
  })
  it('takes operations in their order, the last word wins', () => {
    const change = (phone: string): Operation => ({ kind: 'change', record: 'p', base: 3, values: { 'person.phone': phone } })
    expect(lay(pack, [change('1'), change('2')], DAY).get('p')!.record.values['person.phone']).toBe('2')
  })
  it('shows a newcomer before the server knows him, and changes of him', () => {
    const made: Operation = { kind: 'create', record: 'n', register_code: 'person', area: '99010101', values: { 'person.name': '李四' } }
    const laid = lay(pack, [made, { kind: 'change', record: 'n', base: 1, values: { 'person.phone': '1' } }], DAY)
    expect(laid.get('n')!.isNew).toBe(true)
    expect(laid.get('n')!.record.values).toEqual({ 'person.name': '李四', 'person.phone': '1' })
  })
  it('is no longer masked where the worker has typed it', () => {
    const masked = new Map([['p', { ...packed('p', { 'person.id_number': '9901**********0015' }), record: sight('p', { 'person.id_number': '9901**********0015' }, { masked: ['person.id_number'] }) }]])
    expect(lay(masked, [{ kind: 'change', record: 'p', values: { 'person.id_number': 'x' } }], DAY).get('p')!.record.masked).toEqual([])
  })
  it('knows who is about to leave, and nothing of strangers', () => {
    const laid = lay(pack, [{ kind: 'move', record: 'p', area: 'x' }, { kind: 'change', record: 'unknown', values: {} }], DAY)
    expect([laid.get('p')!.leaving, laid.has('unknown')]).toEqual([true, false])
  })
})

describe('people in the pack are found', () => {
  const rows = (): ReturnType<typeof findable>[] => { const laid = lay(pack, [], DAY); return [findable(laid.get('p')!, ['person.name', 'person.phone', 'household.address'], laid)] }
  it.each(['王小', 'xm', '1234', '松岗', '12号'])('by %s', (typed) => expect(search(rows(), typed)).toHaveLength(1))
  it('not by what is not theirs', () => expect(search(rows(), '李')).toEqual([]))
})

describe('what wants looking at', () => {
  const all = () => lay(pack, [], DAY)
  it('is what is older than its half-life', () => expect(oldValues(pack.get('p')!.record, rules, TODAY)).toEqual(['person.phone']))
  it('is not what somebody has found unchanged today, even before it is sent', () => {
    const laid = lay(pack, [{ kind: 'confirm', record: 'p', elements: ['person.phone'] }], DAY).get('p')!
    expect(oldValues(laid.record, rules, TODAY)).toEqual([])
    expect(laid.record.origins['person.phone']).toEqual({ source: '社区采集', day: DAY, checked: true })
  })
  it('is what is important and not known', () => expect(gapsOf(pack.get('p')!.record, rules)).toEqual(['person.birth_date']))
  it('lists conflicts first and leaves the gone in peace', () => {
    const people = [packed('a', { 'person.name': 'a' }), packed('b', { 'person.name': 'b', 'person.birth_date': '1990-01-01' }, { conflicts: 1 }), packed('c', {}, { gone: '已死亡' })]
    const laid = lay(new Map(people.map((one) => [one.record.id, one])), [], DAY)
    expect(due(laid.values(), () => rules, TODAY).map((one) => one.laid.record.id)).toEqual(['b', 'a'])
  })
  it('knows nothing of registers that nobody looks up', () => expect(due(all().values(), () => null, TODAY)).toEqual([]))
})

it('puts a record always into the same drawer', () => {
  expect(drawer('01a229bf-b7c2', 32)).toBe(drawer('01a229bf-b7c2', 32))
  expect(new Set(Array.from({ length: 500 }, (_none, number) => drawer(`id ${number}`, 32))).size).toBeGreaterThan(16)
})
