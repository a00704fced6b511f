// How the pages are built. Out: dist/ with hashed files, the service worker with its list, and a check of the first screen's size.
import { fileURLToPath } from 'node:url'
import { quasar, transformAssetUrls } from '@quasar/vite-plugin'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { compressed } from './bundling/compressed.ts'
import { firstScreen } from './bundling/firstScreen.ts'
import { precache } from './bundling/precache.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  plugins: [vue({ template: { transformAssetUrls } }), quasar(), precache(here('src/worker/worker.js')), firstScreen(250), compressed()],
  define: { __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false', __VUE_I18N_LEGACY_API__: 'false' },
  resolve: { alias: { '@engine': here('../engine'), '@': here('src') } },
  build: { outDir: here('../dist'), emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022', modulePreload: { polyfill: false }, chunkSizeWarningLimit: 900 },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
})
