// Builds the gallery of parts for the browser tests. Out: dist-gallery/.
import { fileURLToPath } from 'node:url'
import { quasar, transformAssetUrls } from '@quasar/vite-plugin'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  plugins: [vue({ template: { transformAssetUrls } }), quasar()],
  resolve: { alias: { '@engine': here('../engine'), '@': here('../app/src') } },
  build: { outDir: here('../dist-gallery'), emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022', minify: false, modulePreload: { polyfill: false } },
})
