// Who sees which pages. In: nothing. Out: the table of pages; the navigation and the router are made from it.
// To add a page: one line in the section of its noun. The order of lines is the order in the navigation.
// A page without an icon is reached from another page and stands in no navigation.
import type { Component } from 'vue'
import { matAccountCircle, matAssignmentReturn, matAssignmentTurnedIn, matBadge, matCampaign, matDriveFolderUpload, matFactCheck, matHome, matInput, matLayers, matLibraryBooks, matManageSearch, matMenuBook, matMonitorHeart, matNotificationsActive, matOutbox, matOutput, matPeople, matPeopleOutline, matPostAdd, matQueryStats, matTableView, matUploadFile, matVolunteerActivism } from '@quasar/extras/material-icons'

export const ROLES = [
  'grid_worker', 'community_secretary', 'street_clerk', 'data_officer', 'department_officer', 'leader', 'auditor', 'resident', 'operator',
] as const
export type Role = (typeof ROLES)[number]

export interface Page {
  /** Route name; its word in the navigation is the i18n key `<noun>.nav.<rest>` for a name `<noun>.<rest>`. */
  name: string
  path: string
  icon?: string
  roles: readonly Role[]
  load: () => Promise<{ default: Component }>
}

/** The ladder of those who work on the ledger, from the door to the street. */
export const FIELD: readonly Role[] = ['grid_worker', 'community_secretary', 'street_clerk']
/** Those whose views answer questions and fill forms. */
export const ASKING: readonly Role[] = [...FIELD, 'department_officer', 'data_officer', 'leader']
/** All who sit at a desk of the administration. */
export const DESK: readonly Role[] = ['community_secretary', 'street_clerk', 'data_officer', 'department_officer', 'leader', 'auditor', 'operator']
/** Who may bring files of rows in, as plans. */
export const IMPORTERS: readonly Role[] = [...FIELD, 'data_officer']

const page = (name: string, path: string, icon: string | undefined, roles: readonly Role[], load: Page['load']): Page => ({ name, path, icon, roles, load })

export const PAGES: readonly Page[] = [
  // ── home: what waits for me ──────────────────────────────────────────────────────────────
  page('home.desk', '/', matHome, ROLES, () => import('@/pages/home/HomePage.vue')),

  // ── ledger: people, homes, organisations, places ─────────────────────────────────────────
  page('ledger.list', '/ledger', matPeople, FIELD, () => import('@/pages/ledger/ListPage.vue')),
  page('due.list', '/ledger/due', matFactCheck, FIELD, () => import('@/pages/ledger/DuePage.vue')),
  page('doubles.list', '/doubles', matPeopleOutline, ['community_secretary', 'street_clerk', 'data_officer'], () => import('@/pages/doubles/DoublesPage.vue')),
  page('ledger.fresh', '/ledger/new', undefined, FIELD, () => import('@/pages/ledger/FreshPage.vue')),
  page('ledger.record', '/ledger/:id', undefined, FIELD, () => import('@/pages/ledger/RecordPage.vue')),

  // ── visits: doors to knock on, collection ────────────────────────────────────────────────

  // ── cases: incidents and residents' requests ─────────────────────────────────────────────

  // ── filings: forms that are filled already, confirmed level by level ─────────────────────
  page('filings.desk', '/filings', matAssignmentTurnedIn, [...FIELD, 'department_officer', 'data_officer', 'leader'], () => import('@/pages/filings/FilingsPage.vue')),
  page('filings.filing', '/filings/:id', undefined, [...FIELD, 'department_officer', 'data_officer', 'leader'], () => import('@/pages/filings/FilingPage.vue')),
  page('filings.period', '/filings/periods/:id', undefined, ['street_clerk', 'department_officer', 'data_officer', 'leader'], () => import('@/pages/filings/PeriodPage.vue')),

  // ── forms: departments' forms, filled and filed ──────────────────────────────────────────
  page('forms.fill', '/forms', matTableView, [...FIELD, 'department_officer', 'data_officer', 'leader'], () => import('@/pages/forms/FormsPage.vue')),
  page('forms.sheet', '/forms/sheets/:id', undefined, [...FIELD, 'department_officer', 'data_officer', 'leader'], () => import('@/pages/forms/SheetPage.vue')),

  // ── admission: what may be asked, and what departments want to ask ───────────────────────
  page('catalogue.list', '/catalogue', matLibraryBooks, [...ASKING, 'auditor'], () => import('@/pages/catalogue/CataloguePage.vue')),
  page('catalogue.entry', '/catalogue/:number', undefined, [...ASKING, 'auditor'], () => import('@/pages/catalogue/EntryPage.vue')),
  page('applications.list', '/applications', matPostAdd, ['department_officer', 'data_officer', 'leader'], () => import('@/pages/applications/ApplicationsPage.vue')),
  page('applications.apply', '/applications/new', undefined, ['department_officer'], () => import('@/pages/applications/ApplyPage.vue')),
  page('applications.again', '/applications/:id/again', undefined, ['department_officer'], () => import('@/pages/applications/ApplyPage.vue')),
  page('applications.one', '/applications/:id', undefined, ['department_officer', 'data_officer', 'leader'], () => import('@/pages/applications/ApplicationPage.vue')),
  page('reconcile.list', '/reconcile', undefined, ['data_officer'], () => import('@/pages/reconcile/ReconcilesPage.vue')),
  page('reconcile.one', '/reconcile/:id', undefined, ['data_officer'], () => import('@/pages/reconcile/ReconcilePage.vue')),

  // ── consolidation: piles of forms, duplicates, the master table ──────────────────────────
  page('piles.list', '/piles', matLayers, ['data_officer'], () => import('@/pages/piles/PilesPage.vue')),
  page('piles.pile', '/piles/:id', undefined, ['data_officer'], () => import('@/pages/piles/PilePage.vue')),
  page('piles.beside', '/piles/:id/forms/:form', undefined, ['data_officer'], () => import('@/pages/piles/BesidePage.vue')),

  // ── ask: a question in plain words ───────────────────────────────────────────────────────
  page('ask.question', '/ask', matManageSearch, ASKING, () => import('@/pages/ask/AskPage.vue')),

  // ── exports: what leaves the house ───────────────────────────────────────────────────────
  page('returns.list', '/returns', matDriveFolderUpload, ['street_clerk', 'department_officer', 'data_officer'], () => import('@/pages/returns/ReturnsPage.vue')),
  page('exports.list', '/exports', matOutput, [...ASKING, 'auditor'], () => import('@/pages/exports/ExportsPage.vue')),

  // ── feeds: data that comes back from departments ─────────────────────────────────────────
  page('sources.list', '/sources', matInput, ['data_officer'], () => import('@/pages/sources/SourcesPage.vue')),
  page('sources.one', '/sources/:id', undefined, ['data_officer'], () => import('@/pages/sources/SourcePage.vue')),
  page('sources.delivery', '/deliveries/:id', undefined, ['data_officer'], () => import('@/pages/sources/DeliveryPage.vue')),
  page('imports.list', '/imports', matUploadFile, IMPORTERS, () => import('@/pages/imports/ImportsPage.vue')),
  page('imports.plan', '/imports/:plan', undefined, IMPORTERS, () => import('@/pages/imports/PlanPage.vue')),

  page('corrections.list', '/corrections', matAssignmentReturn, [...FIELD, 'department_officer', 'data_officer', 'leader'], () => import('@/pages/corrections/CorrectionsPage.vue')),

  // ── standard: elements, code lists, tags ─────────────────────────────────────────────────
  page('standard.book', '/standard', matMenuBook, ['data_officer'], () => import('@/pages/standard/StandardPage.vue')),

  // ── directory: areas, posts, accounts, grants ────────────────────────────────────────────
  page('directory.book', '/directory', matBadge, ['data_officer'], () => import('@/pages/directory/DirectoryPage.vue')),

  // ── figures: cockpit, map, burden ────────────────────────────────────────────────────────
  page('burden.account', '/burden', matQueryStats, ['street_clerk', 'department_officer', 'data_officer', 'leader'], () => import('@/pages/burden/BurdenPage.vue')),
  page('health.figures', '/health', matMonitorHeart, ['community_secretary', 'street_clerk', 'data_officer', 'leader'], () => import('@/pages/health/HealthPage.vue')),
  page('watches.desk', '/watches', matNotificationsActive, ['community_secretary', 'street_clerk', 'data_officer', 'leader'], () => import('@/pages/watches/WatchesPage.vue')),
  page('rulings.list', '/watches/rules', undefined, ['data_officer', 'leader'], () => import('@/pages/watches/RulingsPage.vue')),
  page('policies.ask', '/policies', matVolunteerActivism, ASKING, () => import('@/pages/policies/PoliciesPage.vue')),
  page('whistle.list', '/whistles', matCampaign, ['data_officer'], () => import('@/pages/whistles/WhistlesPage.vue')),

  // ── journal: who did and read what ───────────────────────────────────────────────────────
  page('journal.book', '/journal', matFactCheck, ['auditor'], () => import('@/pages/journal/JournalPage.vue')),

  // ── resident: my own record ──────────────────────────────────────────────────────────────

  // ── the device and the account ───────────────────────────────────────────────────────────
  page('outbox.list', '/outbox', matOutbox, FIELD, () => import('@/pages/outbox/OutboxPage.vue')),
  page('account.own', '/account', matAccountCircle, ROLES, () => import('@/pages/account/AccountPage.vue')),
  page('account.security', '/account/security', undefined, ROLES, () => import('@/pages/account/SecurityPage.vue')),
]

export const pagesOf = (role: Role | null): Page[] => PAGES.filter((one) => role !== null && one.roles.includes(role))
export const navigationOf = (role: Role | null): Page[] => pagesOf(role).filter((one) => one.icon)
export const word = (name: string): string => name.replace('.', '.nav.')
