// Every part of the app on one page, for the browser tests that look at parts alone. Built into dist-gallery, never shipped.
import { Dialog, Notify, Quasar } from 'quasar'
import langZh from 'quasar/lang/zh-CN.js'
import iconSet from 'quasar/icon-set/svg-material-icons.js'
import 'quasar/dist/quasar.css'
import { createApp } from 'vue'
import { i18n, setLanguage } from '@/i18n'
import '@/look.css'
import PartsGallery from './PartsGallery.vue'

await setLanguage(location.hash === '#en' ? 'en' : 'zh')
createApp(PartsGallery).use(Quasar, { lang: langZh, iconSet, plugins: { Dialog, Notify }, config: { ripple: false } }).use(i18n).mount('#app')
