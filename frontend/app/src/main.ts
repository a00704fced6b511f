// Starts the app: language, session, then the first page. In: #app. Out: the running app.
import { Notify, Quasar } from 'quasar'
import langEn from 'quasar/lang/en-GB.js'
import langZh from 'quasar/lang/zh-CN.js'
import iconSet from 'quasar/icon-set/svg-material-icons.js'
import 'quasar/dist/quasar.css'
import { createApp, watch } from 'vue'
import App from './App.vue'
import { language, i18n, rememberedLanguage, setLanguage } from './i18n'
import { watchNetwork } from './network'
import { applyLook } from './look'
import { router } from './router'
import { loadSession } from './session'
import { startWorker } from './worker/register'
import './look.css'

applyLook()
await setLanguage(rememberedLanguage())
await loadSession(0)
watchNetwork()

const app = createApp(App)
app.use(Quasar, { lang: langZh, iconSet, plugins: { Notify }, config: { ripple: false } })
app.use(i18n)
app.use(router)
watch(language, (now) => Quasar.lang.set(now === 'zh' ? langZh : langEn), { immediate: true })
app.mount('#app')
startWorker()
