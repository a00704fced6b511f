// One act of a page at a time. In: what follows each act, whatever came of it. Out: busy, the last act's problem, and `run`.
// Gives undefined where the act failed; its problem is told by the page.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Acting { busy: Ref<boolean>; error: ShallowRef<unknown>; run: <T>(work: () => Promise<T>) => Promise<T | undefined> }

export function useAct(after: () => unknown = () => undefined): Acting {
  const busy = ref(false)
  const error = shallowRef<unknown>(null)

  async function run<T>(work: () => Promise<T>): Promise<T | undefined> {
    busy.value = true
    error.value = null
    try {
      return await work()
    } catch (thrown) {
      error.value = thrown
      return undefined
    } finally {
      busy.value = false
      await after()
    }
  }
  return { busy, error, run }
}
