import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { NotFound, RouteError } from './route-states.tsx';
import {
  editSearch,
  incidentSearch,
  incidentsSearch,
  knowledgeSearch,
  learningSearch,
  newKnowledgeSearch,
  outboxSearch,
  reviewSearch,
  rulesSearch,
} from './search.ts';
import { Shell } from './shell/shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: RouteError });

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/approvals/{-$incidentId}' });
  },
});

/** One route with and without a case, so that moving through the queue keeps its state. */
const approvals = createRoute({
  getParentRoute: () => rootRoute,
  path: '/approvals/{-$incidentId}',
  component: lazyRouteComponent(() => import('./routes/approvals.tsx'), 'ApprovalsRoute'),
});
const incidents = createRoute({
  getParentRoute: () => rootRoute,
  path: '/incidents',
  validateSearch: incidentsSearch,
  component: lazyRouteComponent(() => import('./routes/incidents.tsx'), 'IncidentsRoute'),
});
const incident = createRoute({
  getParentRoute: () => rootRoute,
  path: '/incidents/$incidentId',
  validateSearch: incidentSearch,
  component: lazyRouteComponent(() => import('./routes/incident.tsx'), 'IncidentRoute'),
});
const outbox = createRoute({
  getParentRoute: () => rootRoute,
  path: '/outbox',
  validateSearch: outboxSearch,
  component: lazyRouteComponent(() => import('./routes/outbox.tsx'), 'OutboxRoute'),
});
const jobs = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs',
  component: lazyRouteComponent(() => import('./routes/jobs.tsx'), 'JobsRoute'),
});
const platforms = createRoute({
  getParentRoute: () => rootRoute,
  path: '/platforms',
  component: lazyRouteComponent(() => import('./routes/platforms.tsx'), 'PlatformsRoute'),
});
const knowledge = createRoute({
  getParentRoute: () => rootRoute,
  path: '/knowledge',
  validateSearch: knowledgeSearch,
  component: lazyRouteComponent(() => import('./routes/knowledge.tsx'), 'KnowledgeRoute'),
});
const newKnowledge = createRoute({
  getParentRoute: () => rootRoute,
  path: '/knowledge/new',
  validateSearch: newKnowledgeSearch,
  component: lazyRouteComponent(() => import('./routes/knowledge-new.tsx'), 'KnowledgeNewRoute'),
});
const knowledgeEntry = createRoute({
  getParentRoute: () => rootRoute,
  path: '/knowledge/$entryId',
  validateSearch: editSearch,
  component: lazyRouteComponent(() => import('./routes/knowledge-entry.tsx'), 'KnowledgeEntryRoute'),
});
const rules = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules',
  validateSearch: rulesSearch,
  component: lazyRouteComponent(() => import('./routes/rules.tsx'), 'RulesRoute'),
});
const newRule = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules/new',
  component: lazyRouteComponent(() => import('./routes/rule-new.tsx'), 'RuleNewRoute'),
});
const rule = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules/$ruleId',
  validateSearch: editSearch,
  component: lazyRouteComponent(() => import('./routes/rule.tsx'), 'RuleRoute'),
});
const review = createRoute({
  getParentRoute: () => rootRoute,
  path: '/review',
  validateSearch: reviewSearch,
  component: lazyRouteComponent(() => import('./routes/review.tsx'), 'ReviewRoute'),
});
const learning = createRoute({
  getParentRoute: () => rootRoute,
  path: '/learning',
  validateSearch: learningSearch,
  component: lazyRouteComponent(() => import('./routes/learning.tsx'), 'LearningRoute'),
});
/** The name under which dashboards of this kind are looked for. */
const aiDashboard = createRoute({
  getParentRoute: () => rootRoute,
  path: '/ai-dashboard',
  beforeLoad: () => {
    throw redirect({ to: '/learning', search: {} });
  },
});
const settings = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./routes/settings.tsx'), 'SettingsRoute'),
});

/** Every screen has an address; its code is loaded when it is first shown. */
export const router = createRouter({
  routeTree: rootRoute.addChildren([
    ...[home, approvals, incidents, incident, outbox, jobs, platforms, settings],
    ...[knowledge, newKnowledge, knowledgeEntry, rules, newRule, rule, review, learning, aiDashboard],
  ]),
  defaultPreload: 'intent',
  defaultPendingMinMs: 0,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
