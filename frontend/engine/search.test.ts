import { describe, expect, it } from 'vitest'
import { search } from './search'

const people = [
  { name: '王小明', initials: 'wxm', phone: '138****1234', words: '松岗路 12 号' },
  { name: '李王氏', initials: 'lws', phone: '139****5678' },
  { name: '王芳', initials: 'wf', phone: '13700001234' },
]
const names = (typed: string): string[] => search(people, typed).map((one) => one.name)

describe('finding people on the device', () => {
  it('finds by name, those that begin with it first', () => expect(names('王')).toEqual(['王小明', '王芳', '李王氏']))
  it('finds by the initials of the pinyin, in either case', () => expect(names('WX')).toEqual(['王小明']))
  it('finds by the tail of a phone, masked or not', () => expect(names('1234')).toEqual(['王小明', '王芳']))
  it('finds by the house number in the address', () => expect(names('12')).toEqual(['王小明']))
  it('wants every word typed', () => expect(names('王 5678')).toEqual(['李王氏']))
  it('finds nothing rather than guess', () => expect(names('赵')).toEqual([]))
  it('gives all rows in their order when nothing is typed', () => expect(names(' ')).toEqual(['王小明', '李王氏', '王芳']))
  it('takes a character in each of its readings', () => {
    const rows = [{ name: '单小明', initials: 'sdc.x.m' }, { name: '王' , initials: 'w' }]
    expect(search(rows, 'sx').concat(search(rows, 'DXM')).map((one) => one.name)).toEqual(['单小明', '单小明'])
    expect(search(rows, 'xm')).toHaveLength(1)
    expect(search(rows, 'sm')).toEqual([])
  })
})
