import { describe, expect, it } from 'vitest'
import { check } from './checks'

const TODAY = '2026-11-29'
const of = (domain: Parameters<typeof check>[0]['domain'], value: unknown, more = {}) => check({ domain, ...more }, value, TODAY)

describe('checks before sending', () => {
  it('lets an empty value pass unless it is needed', () => {
    expect(of('text', ' ')).toBeNull()
    expect(of('text', ' ', { required: true })).toBe('required')
  })
  it('knows the check sign of an identity number', () => {
    expect(of('citizen_id', '990101199001011235')).not.toBe('citizen_id')
    const good = '99010119900101123' + '10X98765432'[[...'99010119900101123'].reduce((sum, sign, place) => sum + Number(sign) * (2 ** (17 - place) % 11), 0) % 11]
    expect(of('citizen_id', good)).toBeNull()
    expect(of('citizen_id', good.slice(0, 17) + (good[17] === '0' ? '1' : '0'))).toBe('citizen_id_check')
    expect(of('citizen_id', '990101199013011231')).toBe('citizen_id')
    expect(of('citizen_id', '12345')).toBe('citizen_id')
  })
  it('takes mobile and fixed numbers', () => {
    expect(of('phone', '138 0000 1234')).toBeNull()
    expect(of('phone', '0571-88880000')).toBeNull()
    expect(of('phone', '12800001234')).toBe('phone')
  })
  it('refuses days that do not exist and days to come', () => {
    expect(of('date', '2026-02-29')).toBe('date')
    expect(of('date', '2027-01-01')).toBe('future')
    expect(of('date', '2024-02-29')).toBeNull()
  })
  it('keeps numbers within their bounds', () => {
    expect(of('integer', '1.5')).toBe('number')
    expect(of('integer', '-1', { min: 0 })).toBe('small')
    expect(of('decimal', '250.5', { max: 200 })).toBe('large')
  })
  it('knows the choices of a code and the longest text', () => {
    expect(of('code', '9', { choices: ['1', '2'] })).toBe('choice')
    expect(of('text', '𠮷𠮷', { longest: 2 })).toBeNull()
    expect(of('text', '𠮷𠮷𠮷', { longest: 2 })).toBe('long')
  })
})
