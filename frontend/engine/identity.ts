// What an identity number tells (GB 11643-1999): never asked for again. In: a number. Out: birth date and sex code, or null.
// Refuses: a number whose check sign is wrong tells nothing.
import { check } from './checks'

export interface Told { birth_date: string; gender: '1' | '2' }

export function told(number: string, today: string): Told | null {
  const id = number.trim().toUpperCase()
  if (id === '' || check({ domain: 'citizen_id' }, id, today) !== null) return null
  return { birth_date: `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`, gender: Number(id[16]) % 2 ? '1' : '2' }
}

/** Full years on `today`; null without a birth date. */
export function age(born: unknown, today: string): number | null {
  if (typeof born !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(born)) return null
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0)
  return years >= 0 ? years : null
}
