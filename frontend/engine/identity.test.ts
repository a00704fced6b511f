import { expect, it } from 'vitest'
import { age, told } from './identity'

it('reads birth date and sex from a number', () => {
  expect(told('99010119900307123' + '10X98765432'[[...'99010119900307123'].reduce((sum, sign, place) => sum + Number(sign) * (2 ** (17 - place) % 11), 0) % 11], '2026-11-29')).toEqual({ birth_date: '1990-03-07', gender: '1' })
})
it('believes no number with a wrong check sign', () => {
  const numbers = Array.from({ length: 10 }, (_none, sign) => `99010119900307123${sign}`)
  expect(numbers.filter((number) => told(number, '2026-11-29')).length).toBeLessThanOrEqual(1)
  expect(told('', '2026-11-29')).toBeNull()
})
it('counts full years', () => {
  expect(age('1990-11-29', '2026-11-29')).toBe(36)
  expect(age('1990-11-30', '2026-11-29')).toBe(35)
  expect(age(null, '2026-11-29')).toBeNull()
  expect(age('2027-01-01', '2026-11-29')).toBeNull()
})
