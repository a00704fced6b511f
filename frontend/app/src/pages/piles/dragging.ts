// Dragging with finger, pen or mouse. In: pointer events of a handle that holds something. Out: where it was let go: the `data-onto` there.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Drag<T> {
  held: ShallowRef<T | null>
  /** The place under the pointer; '' for none. */
  over: Ref<string>
  at: Ref<{ x: number; y: number }>
  begin: (event: PointerEvent, what: T) => void
  move: (event: PointerEvent) => void
  end: (event: PointerEvent) => void
  cancel: () => void
}

const EDGE = 60
const under = (event: PointerEvent): string => document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('[data-onto]')?.dataset.onto ?? ''

export function useDrag<T>(drop: (what: T, onto: string) => void): Drag<T> {
  const held = shallowRef<T | null>(null)
  const over = ref('')
  const at = ref({ x: 0, y: 0 })
  function cancel(): void { held.value = null; over.value = '' }
  function move(event: PointerEvent): void {
    if (held.value === null) return
    at.value = { x: event.clientX, y: event.clientY }
    over.value = under(event)
    if (event.clientY < EDGE) window.scrollBy(0, -12)
  }
  function begin(event: PointerEvent, what: T): void {
    if (event.button) return
    ;(event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)
    held.value = what
    move(event)
  }
  function end(event: PointerEvent): void {
    const what = held.value
    const onto = under(event)
    cancel()
    if (what !== null && onto) drop(what, onto)
  }
  return { held, over, at, begin, move, end, cancel }
}
