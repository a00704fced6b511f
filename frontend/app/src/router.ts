// Addresses and pages. In: the table in roles.ts. Out: the router. Refuses: pages of other roles (they look like pages that do not exist).
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { acting, session, signedIn } from './session'
import { PAGES, type Page } from './roles'

const record = (page: Page): RouteRecordRaw => ({ name: page.name, path: page.path, component: page.load, meta: { roles: page.roles } })

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { name: 'session.in', path: '/sign-in', component: () => import('@/pages/session/SignInPage.vue'), meta: { open: true } },
    { name: 'filings.verify', path: '/v/:code', component: () => import('@/pages/filings/VerifyPage.vue'), meta: { anybody: true } },
    { name: 'whistle.blow', path: '/whistle', component: () => import('@/pages/whistles/WhistlePage.vue'), meta: { anybody: true } },
    { name: 'catalogue.number', path: '/n/:number', component: () => import('@/pages/catalogue/NumberPage.vue'), meta: { anybody: true } },
    { path: '/', component: () => import('@/frame/AppFrame.vue'), children: [
      ...PAGES.map(record),
      { name: 'session.lost', path: '/:rest(.*)*', component: () => import('@/pages/session/LostPage.vue'), meta: { roles: null } },
    ] },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach((to) => {
  if (to.meta.anybody) return true
  if (to.meta.open) return signedIn.value ? { path: '/' } : true
  if (session.state === 'unreached') return { name: 'session.in' }
  if (!signedIn.value) return { name: 'session.in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  const roles = to.meta.roles as readonly string[] | null
  if (roles && acting.value && !roles.includes(acting.value)) return { name: 'session.lost', params: { rest: to.path.slice(1).split('/') }, replace: true }
  return true
})

// A page of an older version may be gone from the server; one reload fetches the new one.
window.addEventListener('vite:preloadError', () => {
  if (sessionStorage.getItem('yibiao.reloaded') !== '1') { sessionStorage.setItem('yibiao.reloaded', '1'); location.reload() }
})
router.afterEach(() => { sessionStorage.removeItem('yibiao.reloaded') })
