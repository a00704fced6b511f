// Loads what a page shows. In: a function that fetches with a signal. Out: data, loading, error as refs, and `again`.
// A later call takes the place of an earlier one; leaving the page aborts. While it reloads, the old data stays.
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Loaded<T> { data: ShallowRef<T | null>; loading: Ref<boolean>; error: ShallowRef<unknown>; again: () => Promise<void> }

export function useLoad<T>(fetcher: (signal: AbortSignal) => Promise<T>, options: { now?: boolean } = {}): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const loading = ref(false)
  const error = shallowRef<unknown>(null)
  let control: AbortController | null = null

  async function again(): Promise<void> {
    control?.abort()
    const mine = new AbortController()
    control = mine
    loading.value = true
    error.value = null
    try {
      const found = await fetcher(mine.signal)
      if (control === mine) data.value = found
    } catch (thrown) {
      if (control === mine && !mine.signal.aborted) error.value = thrown
    } finally {
      if (control === mine) loading.value = false
    }
  }

  onScopeDispose(() => control?.abort())
  if (options.now !== false) void again()
  return { data, loading, error, again }
}
