import { expect, it } from 'vitest'
import { isMasked, maskIdNumber, maskName, maskPhone } from './masks'

it('keeps a value\'s length and shows its ends', () => {
  expect(maskIdNumber('990101199001011234')).toBe('9901************34')
  expect(maskPhone('13800001234')).toBe('138****1234')
  expect(maskName('王小明')).toBe('王**')
})
it('shows nothing of a value too short to mask', () => expect(maskPhone('12345')).toBe('*****'))
it('knows a masked value when it sees one', () => {
  expect(isMasked('138****1234')).toBe(true)
  expect(isMasked('王*')).toBe(true)
  expect(isMasked('3*4')).toBe(false)
})
