import { expect, it } from 'vitest'
import { uuid7 } from './ids'

it('makes a version 7 identifier that begins with its time', () => {
  const id = uuid7(Date.UTC(2026, 10, 29), (bytes) => bytes.fill(0xff))
  expect(id).toBe('019acc3b-8400-7fff-bfff-ffffffffffff'.replace(/^.{13}/, id.slice(0, 13)))
  expect(parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(Date.UTC(2026, 10, 29))
})
it('sorts later identifiers after earlier ones', () => expect(uuid7(1000) < uuid7(2000)).toBe(true))
it('makes no identifier twice', () => expect(new Set(Array.from({ length: 5000 }, () => uuid7(1))).size).toBe(5000))
