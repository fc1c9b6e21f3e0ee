import { findDeployment } from '../deployments.ts';
import type { Handlers } from '../engine.ts';
import { ok } from '../../../shared/domain/result.ts';
import { calendarFile } from './calendar-file.ts';
import { planByPolicy, type Planners } from './plan-by-policy.ts';
import { archivePolicy, findPolicy, hostsInScope, listPolicies, policyInForce, printPolicy, savePolicy, tell } from './policies.ts';
import { selectPackages } from './select.ts';
import { waits } from './window-of.ts';

type PolicyHandlers = Pick<Handlers, Extract<keyof Handlers, `policies.${string}` | `calendar.${string}`>>;

export const policyHandlers = (parts: Planners): PolicyHandlers => {
  const { context, feedBoard } = parts;
  return {
    'policies.list': ({ archived }) => ok(listPolicies(context, archived)),
    'policies.get': ({ id, version }) => findPolicy(context, id, version),
    'policies.save': (input) => {
      const saved = savePolicy(context, input);
      if (saved.ok) tell(context, saved.value.id);
      return saved;
    },
    'policies.archive': ({ id, reason }) => archivePolicy(context, id, reason),
    'policies.versions': ({ id }) => {
      const found = findPolicy(context, id);
      return found.ok ? ok(context.store.policies.versions(id)) : found;
    },
    'policies.print': ({ id, version }) => printPolicy(context, id, version),
    'policies.select': async ({ id }) => {
      const policy = policyInForce(context, id);
      if (!policy.ok) return policy;
      const hosts = hostsInScope(context, policy.value);
      const packages = await selectPackages(context, feedBoard, policy.value, hosts);
      return ok(hosts.map((host) => ({ hostId: host.id, hostName: host.name, packages: packages.get(host.id) ?? [] })));
    },
    'policies.plan': (input) => planByPolicy(parts, input),
    'policies.waits': ({ deploymentId }) => {
      const found = findDeployment(context, deploymentId);
      return found.ok ? ok(waits(context, found.value)) : found;
    },
    'calendar.export': async ({ days }) => ok({ text: await calendarFile(context, feedBoard, days) }),
  };
};
