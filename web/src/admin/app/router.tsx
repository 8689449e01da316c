import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Loading } from '../ui/Loading.tsx'
import { readFilters } from '../features/conversations/filters.ts'
import { NotFound } from './NotFound.tsx'
import { PageBroken } from './PageBroken.tsx'
import { Root } from './Root.tsx'

const root = createRootRoute({ component: Root, notFoundComponent: NotFound })

const queue = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('../features/queue/QueuePage.tsx'), 'QueuePage'),
})

const conversations = createRoute({
  getParentRoute: () => root,
  path: '/conversations',
  validateSearch: readFilters,
  component: lazyRouteComponent(
    () => import('../features/conversations/ConversationsPage.tsx'),
    'ConversationsPage',
  ),
})

const conversation = createRoute({
  getParentRoute: () => root,
  path: '/conversations/$id',
  component: lazyRouteComponent(
    () => import('../features/conversation/ConversationPage.tsx'),
    'ConversationPage',
  ),
})

const overview = createRoute({
  getParentRoute: () => root,
  path: '/overview',
  component: lazyRouteComponent(() => import('../features/overview/OverviewPage.tsx'), 'OverviewPage'),
})

const accounts = createRoute({
  getParentRoute: () => root,
  path: '/accounts',
  component: lazyRouteComponent(() => import('../features/accounts/AccountsPage.tsx'), 'AccountsPage'),
})

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: lazyRouteComponent(() => import('../features/audit/AuditPage.tsx'), 'AuditPage'),
})

const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  component: lazyRouteComponent(() => import('../features/password/PasswordPage.tsx'), 'PasswordPage'),
})

export const createAdminRouter = () =>
  createRouter({
    routeTree: root.addChildren([queue, conversations, conversation, overview, accounts, audit, password]),
    basepath: '/admin',
    scrollRestoration: true,
    defaultPendingComponent: Loading,
    defaultErrorComponent: PageBroken,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAdminRouter>
  }
}
