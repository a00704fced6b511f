// The large-type edition, kept on the device. In: a switch. Out: a class on <html>.
import { ref } from 'vue'

const KEY = 'yibiao.elder'
export const elder = ref(localStorage.getItem(KEY) === '1')

export function applyLook(): void {
  document.documentElement.classList.toggle('elder', elder.value)
}

export function setElder(on: boolean): void {
  elder.value = on
  localStorage.setItem(KEY, on ? '1' : '0')
  applyLook()
}
