// The ways in which somebody or something leaves a grid's ledger. In: a record, what the account may do. Out: the ways open to it.
import type { Sight } from '@engine/pack'
import { layout, shape } from '@/store/layout'

export type Leaving = 'moved_out' | 'dead' | 'move' | 'mistake'

export function waysOf(record: Sight, gone: string): Leaving[] {
  const person = record.register_code === 'person' && gone === ''
  const elsewhere = (layout.value?.grids.length ?? 0) > 1
  return [
    ...(person && shape('person.move_out_date')?.writable ? ['moved_out' as const] : []),
    ...(person && shape('person.death_date')?.writable ? ['dead' as const] : []),
    ...(elsewhere ? ['move' as const] : []),
    'mistake',
  ]
}
