import { ref, watch, type Ref } from 'vue'
import { useRoute } from 'vue-router'

/**
 * A parameter of this page's address: its own also while another page takes its place, whose address names something else
 * by the same word; what the page still asks then is asked about the right thing. name: of the parameter. Out: a ref.
 */
export function useParam(name = 'id'): Ref<string> {
  const route = useRoute()
  const page = route.name
  const own = ref(String(route.params[name] ?? ''))
  watch(() => route.params[name], (now) => { if (route.name === page) own.value = String(now ?? '') })
  return own
}
