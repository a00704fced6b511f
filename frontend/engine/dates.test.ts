import { describe, expect, it } from 'vitest'
import { daysSince, formatDate, formatTime, freshness, isoDay } from './dates'

const TODAY = new Date('2026-11-29T04:00:00Z')

describe('dates as people read them', () => {
  it('writes a day in both languages', () => {
    expect(formatDate('2026-03-05', 'zh')).toBe('2026年3月5日')
    expect(formatDate('2026-03-05', 'en')).toBe('5 March 2026')
  })
  it('writes a moment in Chinese time wherever the device is', () => expect(formatTime('2026-03-05T16:30:00Z', 'zh')).toBe('2026/03/06 00:30'))
  it('shows a broken date as it stands', () => expect(formatDate('2026-13-45', 'zh')).toBe('2026-13-45'))
  it('knows the field\'s day at midnight', () => expect(isoDay(new Date('2026-11-28T16:00:00Z'))).toBe('2026-11-29'))
  it('tells the age of a value against its half-life', () => {
    expect(daysSince('2026-11-01', TODAY)).toBe(28)
    expect(freshness('2026-11-01', 365, TODAY)).toBe('fresh')
    expect(freshness('2026-03-01', 365, TODAY)).toBe('ageing')
    expect(freshness('2024-03-01', 365, TODAY)).toBe('stale')
    expect(freshness('1990-03-01', null, TODAY)).toBe('fresh')
    expect(freshness(null, 365, TODAY)).toBe('unknown')
  })
})
