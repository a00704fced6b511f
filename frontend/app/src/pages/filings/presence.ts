// How long a page was before somebody. In: what the page is of. Out: whole seconds, the time behind other windows left out.
import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue'

export function usePresence(of: Ref<unknown>): () => number {
  let sum = 0
  let since: number | null = null
  const pause = (): void => {
    if (since !== null) sum += Date.now() - since
    since = null
  }
  const turn = (): void => (document.visibilityState === 'visible' ? void (since ??= Date.now()) : pause())
  onMounted(() => {
    turn()
    document.addEventListener('visibilitychange', turn)
  })
  onBeforeUnmount(() => document.removeEventListener('visibilitychange', turn))
  watch(of, () => {
    sum = 0
    since = null
    turn()
  })
  return () => {
    pause()
    turn()
    return Math.round(sum / 1000)
  }
}
